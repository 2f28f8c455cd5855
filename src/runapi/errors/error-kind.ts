import type { ErrorKind } from '../../errors.ts';
import { readErrorBody } from './error-body.ts';

/** By status first: DeepSeek's error bodies carry the same `code` for everything. */
export function kindOf(body: unknown, status: number | undefined): ErrorKind {
  const { message = '', type } = readErrorBody(body);
  if (/insufficient[ _](balance|quota|credit|funds)/i.test(`${message} ${type}`)) return 'credits';
  const isTooLong = TOO_LONG.test(message);
  if (status === undefined && !isTooLong)
    return KIND_OF_TYPE.find(([pattern]) => pattern.test(type))?.[1] ?? 'server';
  if (status === undefined || status === 413) return 'context-too-long';
  if (status === 401 || status === 403) return 'authentication';
  if (status === 402) return 'credits';
  if (status === 408 || status >= 500) return 'server';
  if (status === 429) return 'rate-limit';
  return isTooLong ? 'context-too-long' : 'invalid-request';
}

const TOO_LONG = /context (length|window)|too many (input )?tokens|prompt is too long/i;

/** For errors without a status: what Anthropic, OpenAI and Google call them. */
const KIND_OF_TYPE: readonly (readonly [RegExp, ErrorKind])[] = [
  [/authentication|permission|unauthenticated/i, 'authentication'],
  [/rate_limit|resource_exhausted/i, 'rate-limit'],
  [/billing|insufficient/i, 'credits'],
  [/context_length|request_too_large/i, 'context-too-long'],
  [/overloaded|api_error|server_error|internal|unavailable/i, 'server'],
  [/invalid_request|invalid_argument|not_found|request_conflict/i, 'invalid-request'],
];
