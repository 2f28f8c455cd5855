import type { ErrorKind } from '../../errors.ts';
import { readErrorBody } from './error-body.ts';

/**
 * The class of an error: by its code and its message, then by its status. DeepSeek's `invalid_request_error`
 * is the code of all of its errors, and says nothing.
 *
 * @param status - Of the response, or undefined where the error is a part of it.
 */
export function kindOf(body: unknown, status: number | undefined): ErrorKind {
  const { message = '', type, status: named } = readErrorBody(body);
  const code = kindBy(BY_CODE, type) ?? kindBy(BY_MESSAGE, message);
  if (code) return code;
  // A gateway that passes an error on often has one status for all of them.
  const known = status === undefined || VAGUE.has(status) ? (named ?? status) : status;
  if (known !== undefined) return kindOfStatus(known, message !== '');
  return kindBy(BY_VAGUE_CODE, type) ?? 'server';
}

const VAGUE: ReadonlySet<number> = new Set([400, 500, 502]);

function kindOfStatus(status: number, hasMessage: boolean): ErrorKind {
  if (status === 401) return 'authentication';
  // A region, a policy, a model that the key may not use: the message says which, and the key is fine.
  if (status === 403) return hasMessage ? 'invalid-request' : 'authentication';
  if (status === 402) return 'credits';
  if (status === 413) return 'context-too-long';
  if (status === 408 || status >= 500) return 'server';
  return status === 429 ? 'rate-limit' : 'invalid-request';
}

type Rules = readonly (readonly [RegExp, ErrorKind])[];

function kindBy(rules: Rules, text: string): ErrorKind | undefined {
  return rules.find(([pattern]) => pattern.test(text))?.[1];
}

/** Codes that mean one thing wherever they are used. The first that fits counts. */
const BY_CODE: Rules = [
  [/throttl|rate_?limit|too_?many_?requests|resource_exhausted/i, 'rate-limit'],
  [
    /insufficient_?(\w+_)?(balance|quota|credit|fund)|arrear|billing|payment|budget_?exceeded|quota|no_?credit/i,
    'credits',
  ],
  [
    /context_(length|window)|request_too_large|string_above_max|prompt_too_long|input_too_long/i,
    'context-too-long',
  ],
  [
    /(invalid|incorrect|missing|no|wrong)_?api_?key|api_?key_?invalid|unauthenticated|token_expired/i,
    'authentication',
  ],
  // LiteLLM without a database knows its master key only.
  [/authentication|no_db_connection/i, 'authentication'],
  [
    /model_?not_?(found|exist)|unsupported_country|content_?(policy|filter)|data_?inspection/i,
    'invalid-request',
  ],
];

const BY_MESSAGE: Rules = [
  [
    /insufficient[ _-]*(\w+[ _-]+)?(balance|quota|credits?|funds?)|(quota|balance|credits?|funds?) (is |are |has been )?(not enough|insufficient|exhausted|depleted)|key limit exceeded/i,
    'credits',
  ],
  [
    /not enough (quota|balance|credits?)|(out of|no|requires? more) credits|(credit|account) balance is too low/i,
    'credits',
  ],
  [
    /exceeded your current quota|check your plan and billing|budget has been exceeded|spending limit/i,
    'credits',
  ],
  [
    /payment required|(token |user )?quota (is |has been )?(exhausted|used up)|good standing|in arrears|overdue/i,
    'credits',
  ],
  [/余额不足|额度不足|额度已用尽|配额不足|欠费/, 'credits'],
  [
    /(tokens?|requests?|rpm|tpm) (per|\/) ?(second|minute|min|hour|day)|rate[ -]?limit|too many requests/i,
    'rate-limit',
  ],
  [/too many concurrent|concurrency limit|quota exceeded|请求过于频繁|限流/i, 'rate-limit'],
  [
    /context[ _](length|window|size|limit)|prompt is too long|too many (input |prompt )?tokens/i,
    'context-too-long',
  ],
  [
    /(input|prompt)( token)? (count|length|tokens?).{0,40}(exceeds?|too (long|large)|longer than)/i,
    'context-too-long',
  ],
  [
    /exceeds the (maximum|max) (number of (input )?tokens|input|prompt)|token count exceeds|range of input length/i,
    'context-too-long',
  ],
  [
    /\b(input|prompt|messages?)\b.{0,40} (is|are) too (long|large)|reduce the length of the/i,
    'context-too-long',
  ],
  [
    /(invalid|incorrect|expired|missing|wrong|no)( \w+)? (api[ _-]?key|access token|credentials?)/i,
    'authentication',
  ],
  [
    /api[ _-]?key( \S+)? (is |was )?(not valid|invalid|incorrect|expired|not found|missing|disabled|revoked)/i,
    'authentication',
  ],
  [/authentication (fails|failed|error)|unauthorized|无效的令牌|令牌.*(过期|无效)/i, 'authentication'],
];

/** For errors that have neither a telling code nor a status. */
const BY_VAGUE_CODE: Rules = [
  [/permission|forbidden/i, 'invalid-request'],
  [/overloaded|api_error|server_error|internal|unavailable|timeout/i, 'server'],
  [/invalid_?(request|argument|parameter)|not_found|request_conflict|bad_request/i, 'invalid-request'],
];
