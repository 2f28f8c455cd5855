import { DelegateError, type ErrorKind } from '../errors.ts';
import { readErrorBody } from './error-body.ts';
import type { Fault } from './fault.ts';
import { upstreamText } from './upstream-text.ts';

/** What a message may need to know beside the fault itself. */
export interface FaultContext {
  readonly apiKey: string;
  /** Where the key was read from, so that a refusal can say which one to change. */
  readonly keySource: string;
  readonly rootUrl: string;
  /** Fields of the request that RunAPI has not verified for DeepSeek; named when it refuses the request. */
  readonly unverifiedFields: readonly string[];
}

const AGAIN = 'Send the request again; if it happens again, tell the user.';
const CHECK_URL = 'Ask the user to check the base URL with "runapi-deepseek doctor".';

/** The one place where faults become classes and words. */
export function toDelegateError(fault: Fault, context: FaultContext): DelegateError {
  const secrets = [context.apiKey];
  switch (fault.type) {
    case 'status':
      return statusError(fault, context);
    case 'in-stream': {
      const { status } = readErrorBody(fault.body);
      const kind = kindOf(status, fault.body) ?? 'server';
      return new DelegateError(
        kind,
        `The gateway sent an error in place of an answer${quote(fault.body, context)}.`,
        adviceFor(kind, context),
        { retryable: kind === 'server' || kind === 'rate-limit' },
      );
    }
    case 'redirect':
      return new DelegateError(
        'transport',
        `The gateway redirects (${fault.status}) to ${originOf(fault.location, context.rootUrl)}; the key is not sent there.`,
        `If that is where the user's gateway lives now, ask the user to set it as the base URL in place of ${context.rootUrl}.`,
      );
    case 'content-type':
      return new DelegateError(
        'malformed',
        `${context.rootUrl} answered with ${upstreamText(fault.contentType, secrets, 60) || 'no content type'}, which is no completion.`,
        CHECK_URL,
      );
    case 'malformed': {
      const sample = fault.sample ? ` ("${upstreamText(fault.sample, secrets, 60)}")` : '';
      return new DelegateError('malformed', `The answer cannot be read: ${fault.problem}${sample}.`, AGAIN);
    }
    case 'connection':
      return new DelegateError(
        'transport',
        `No connection to ${context.rootUrl}${fault.code ? ` (${fault.code})` : ''}.`,
        'Ask the user to check the network and the base URL with "runapi-deepseek doctor".',
        { retryable: true },
      );
    case 'lost':
      return new DelegateError(
        'transport',
        `The connection was lost before the answer ended${fault.code ? ` (${fault.code})` : ''}.`,
        AGAIN,
      );
    case 'closed':
      return new DelegateError('stream-closed', closedText(fault.finished), AGAIN);
    case 'empty':
      return new DelegateError(
        'empty',
        `The model finished (${upstreamText(fault.finishReason, secrets, 40)}) without an answer.`,
        'Say more clearly what is wanted, or raise max_tokens if it is set, and send the request again.',
      );
    case 'stalled':
      return new DelegateError(
        'stalled',
        `The gateway was silent for ${seconds(fault.idleMs)}.`,
        `${AGAIN} DEEPSEEK_IDLE_TIMEOUT_SECONDS sets how long silence may last.`,
      );
    case 'timeout':
      return new DelegateError(
        'timeout',
        `The completion took longer than ${seconds(fault.timeoutMs)}.`,
        'Ask for less in one call, or ask the user to raise DEEPSEEK_TIMEOUT_SECONDS.',
      );
    case 'aborted':
      return new DelegateError(
        'aborted',
        'The call was cancelled.',
        'Send it again if the answer is still wanted.',
      );
  }
}

function closedText(finished: boolean): string {
  return finished
    ? 'The stream ended without the end marker of its protocol.'
    : 'The stream ended before the answer did.';
}

function statusError(fault: Extract<Fault, { type: 'status' }>, context: FaultContext): DelegateError {
  const { status, retryAfterMs, requestId } = fault;
  const kind = kindOf(status, fault.body) ?? 'server';
  const retryable = status === 408 || (status === 429 && kind === 'rate-limit') || status >= 500;
  const wait = retryAfterMs === undefined ? '' : `; it asks to wait ${duration(retryAfterMs)}`;
  const what = `${HEADLINES[kind] ?? 'The gateway refused the request'} (HTTP ${status}${wait})${quote(fault.body, context)}.`;
  return new DelegateError(kind, what, adviceFor(kind, context), { retryable, retryAfterMs, requestId });
}

const HEADLINES: Partial<Record<ErrorKind, string>> = {
  authentication: 'The gateway refused the key',
  credits: 'The account has no credits left',
  'rate-limit': 'The gateway is limiting requests',
  'context-too-long': 'The request is too long for the model',
  server: 'The gateway failed',
};

function adviceFor(kind: ErrorKind, { keySource, unverifiedFields }: FaultContext): string {
  switch (kind) {
    case 'authentication':
      return `Ask the user to check the key in ${keySource} (keys: https://runapi.ai/api_keys) and to restart the server. Do not retry.`;
    case 'credits':
      return 'Ask the user to add credits at https://runapi.ai. Do not retry.';
    case 'rate-limit':
      return 'Wait that long, or a minute where no time is given, then call again with fewer calls at once.';
    case 'context-too-long':
      return 'Send less text, or split the task into several calls.';
    case 'invalid-request':
      return unverifiedFields.length > 0
        ? `The request carried ${unverifiedFields.join(', ')}: outside the subset that RunAPI has verified for DeepSeek (text; one function on deepseek-v4-flash, without tool_choice). If the refusal is about that, call again without it.`
        : 'Correct what the message names and call again; list_models gives the model ids.';
    default:
      return AGAIN;
  }
}

/** By status first: DeepSeek's error bodies carry the same `code` for everything. */
function kindOf(status: number | undefined, body: unknown): ErrorKind | undefined {
  const { message = '', type } = readErrorBody(body);
  if (/insufficient[ _](balance|quota|credit|funds)/i.test(`${message} ${type}`)) return 'credits';
  if (status === undefined) return KIND_OF_TYPE.find(([pattern]) => pattern.test(type))?.[1];
  if (status === 401 || status === 403) return 'authentication';
  if (status === 402) return 'credits';
  if (status === 408 || status >= 500) return 'server';
  if (status === 413) return 'context-too-long';
  if (status === 429) return 'rate-limit';
  if (/context (length|window)|too many (input )?tokens|prompt is too long/i.test(message))
    return 'context-too-long';
  return 'invalid-request';
}

/** For errors without a status: what Anthropic, OpenAI and Google call them. */
const KIND_OF_TYPE: readonly (readonly [RegExp, ErrorKind])[] = [
  [/authentication|permission|unauthenticated/i, 'authentication'],
  [/rate_limit|resource_exhausted/i, 'rate-limit'],
  [/billing|insufficient/i, 'credits'],
  [/context_length|request_too_large/i, 'context-too-long'],
  [/overloaded|api_error|server_error|internal|unavailable/i, 'server'],
  [/invalid_request|invalid_argument|not_found|request_conflict/i, 'invalid-request'],
];

function quote(body: unknown, { apiKey }: FaultContext): string {
  const text = upstreamText(readErrorBody(body).message ?? '', [apiKey]);
  return text ? `: "${text}"` : '';
}

function originOf(location: string | undefined, base: string): string {
  return location && URL.canParse(location, base) ? new URL(location, base).origin : 'an unnamed place';
}

function seconds(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toFixed(1))} s`;
}

function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const [amount, unit] = seconds < 7200 ? [seconds / 60, 'minutes'] : [seconds / 3600, 'hours'];
  return seconds === 3600 ? '1 hour (3600 s)' : `${Number(amount.toFixed(1))} ${unit} (${seconds} s)`;
}
