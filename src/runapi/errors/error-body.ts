/** What an error body says, whichever of the known shapes it has. */
export interface ErrorBody {
  message: string | undefined;
  /** Words such as `authentication_error` or `RESOURCE_EXHAUSTED`, joined. */
  type: string;
  /** An HTTP status that the body itself names, as Google's shape does. */
  status: number | undefined;
}

/**
 * Reads OpenAI's, Anthropic's and Google's envelopes, RunAPI's `{error: "…"}` and `{errors: {field: […]}}`,
 * and `message`, `detail` or `msg` at the top. Anything else has no message.
 */
export function readErrorBody(body: unknown): ErrorBody {
  const top = asRecord(Array.isArray(body) ? body[0] : body);
  const error = typeof top['error'] === 'object' ? asRecord(top['error']) : top;
  const words = [error['type'], error['code'], error['status']].filter((word) => typeof word === 'string');
  const message = firstString(error['message'], top['error'], top['message'], top['detail'], top['msg']);
  const fields = describeFields(top['errors']);
  return {
    message: [message, fields].filter(Boolean).join(': ') || undefined,
    type: words.join(' '),
    status: [error['code'], error['status']].find((value) => typeof value === 'number'),
  };
}

function describeFields(errors: unknown): string {
  return Object.entries(asRecord(errors))
    .map(([field, problems]) => `${field} ${[problems].flat().join(', ')}`)
    .join('; ');
}

function firstString(...values: unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
