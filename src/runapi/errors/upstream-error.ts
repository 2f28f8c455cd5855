import type { Proxy } from '../../config/config.ts';
import { DelegateError, type ErrorKind, type Voices } from '../../errors.ts';
import { adviceFor, AGAIN, AGAIN_AFTER_SILENCE } from './advice.ts';
import { CHECK_BASE_URL, toConnectionError } from './connection-error.ts';
import { readErrorBody } from './error-body.ts';
import { kindOf } from './error-kind.ts';
import type { Fault } from './fault.ts';
import { toProxyConnectionError, toProxyRefusal } from './proxy-error.ts';
import { upstreamText } from './upstream-text.ts';

/** What a message may need to know beside the fault itself. */
export interface FaultContext {
  readonly apiKey: string;
  /** Where the key was read from, so that a refusal can say which one to change. */
  readonly keySource: string;
  readonly rootUrl: string;
  readonly proxy?: Proxy | undefined;
  /** Fields of the request that RunAPI has not verified for DeepSeek; named when it refuses the request. */
  readonly unverifiedFields: readonly string[];
}

/** The one place where faults become classes and words. */
export function toDelegateError(fault: Fault, context: FaultContext): DelegateError {
  const explain = EXPLANATIONS[fault.type] as (fault: Fault, context: FaultContext) => DelegateError;
  return explain(fault, context);
}

const EXPLANATIONS: {
  [Type in Fault['type']]: (fault: Extract<Fault, { type: Type }>, context: FaultContext) => DelegateError;
} = {
  status: statusError,
  'in-stream': ({ body }, context) => {
    const kind = kindOf(body, readErrorBody(body).status);
    const what = `The gateway sent an error in place of an answer${quote(body, context)}.`;
    return new DelegateError(kind, what, adviceFor(kind, context), {
      retryable: kind === 'server' || kind === 'rate-limit',
    });
  },
  redirect: ({ status, location }, { rootUrl }) =>
    new DelegateError(
      'transport',
      `The gateway redirects (${status}) to ${originOf(location, rootUrl)}; the key is not sent there.`,
      {
        agent: `If that is where the user's gateway lives now, ask the user to set it as the base URL in place of ${rootUrl}.`,
        person: `If that is where your gateway lives now, set it as the base URL in place of ${rootUrl}.`,
      },
    ),
  'content-type': ({ contentType }, { rootUrl, apiKey }) =>
    new DelegateError(
      'malformed',
      `${rootUrl} answered with ${upstreamText(contentType, [apiKey], 60) || 'no content type'}, which is no completion.`,
      CHECK_BASE_URL,
    ),
  malformed: ({ problem, sample }, { apiKey }) => {
    const shown = sample ? ` ("${upstreamText(sample, [apiKey], 60)}")` : '';
    return new DelegateError('malformed', `The answer cannot be read: ${problem}${shown}.`, AGAIN);
  },
  connection: ({ code }, { rootUrl, proxy }) => toConnectionError(code, rootUrl, proxy),
  'proxy-connection': ({ code }, { proxy }) => toProxyConnectionError(code, proxy),
  'proxy-refusal': (fault, { rootUrl, proxy, apiKey }) => toProxyRefusal(fault, { rootUrl, proxy, apiKey }),
  lost: ({ code }) =>
    new DelegateError(
      'transport',
      `The connection was lost before the answer ended${code ? ` (${code})` : ''}.`,
      AGAIN,
    ),
  closed: ({ finished }) => new DelegateError('stream-closed', closedText(finished), AGAIN),
  spliced: () =>
    new DelegateError(
      'stream-closed',
      'Another answer began in the same stream before this one had ended, so a part of it is missing.',
      AGAIN,
    ),
  refused: ({ reason }, { apiKey }) =>
    new DelegateError('empty', `The model refused to answer: "${upstreamText(reason, [apiKey])}".`, {
      agent: 'Rephrase the prompt, or do this part yourself.',
      person: 'Rephrase the prompt.',
    }),
  empty: ({ finishReason }, { apiKey }) =>
    new DelegateError(
      'empty',
      `The model finished (${upstreamText(finishReason, [apiKey], 40)}) without an answer.`,
      'Say more clearly what is wanted, or raise max_tokens if it is set, and send the request again.',
    ),
  stalled: ({ idleMs }) =>
    new DelegateError('stalled', `The gateway was silent for ${seconds(idleMs)}.`, AGAIN_AFTER_SILENCE),
  timeout: ({ timeoutMs }) =>
    new DelegateError('timeout', `The completion took longer than ${seconds(timeoutMs)}.`, {
      agent: 'Ask for less in one call, or ask the user to raise DEEPSEEK_TIMEOUT_SECONDS.',
      person: 'Ask for less at once, or raise DEEPSEEK_TIMEOUT_SECONDS.',
    }),
  aborted: () =>
    new DelegateError('aborted', 'The call was cancelled.', {
      agent: 'Send it again if the answer is still wanted.',
      person: 'Run it again if you still want the answer.',
    }),
};

function closedText(finished: boolean): string {
  return finished
    ? 'The stream ended without the end marker of its protocol.'
    : 'The stream ended before the answer did.';
}

function statusError(fault: Extract<Fault, { type: 'status' }>, context: FaultContext): DelegateError {
  const { status, retryAfterMs, requestId } = fault;
  const kind = kindOf(fault.body, status);
  const isPassing = status === 408 || status === 429 || (status >= 500 && status !== 501);
  // What is wrong with the request, the key or the account stays wrong, whatever the status says.
  const retryable = isPassing && (kind === 'server' || kind === 'rate-limit');
  const wait = retryAfterMs === undefined ? '' : `; it asks to wait ${duration(retryAfterMs)}`;
  const {
    headline = HEADLINES[kind] ?? 'The gateway refused the request',
    advice = adviceFor(kind, context),
  } = BY_STATUS[`${status} ${kind}`] ?? {};
  const what = `${headline} (HTTP ${status}${wait})${quote(fault.body, context)}.`;
  return new DelegateError(kind, what, advice, { retryable, retryAfterMs, requestId });
}

/** Where a status says more than the class of its error. */
const BY_STATUS: Readonly<Record<string, { headline?: string; advice?: Voices } | undefined>> = {
  '413 context-too-long': {
    headline: 'The request is too large for the gateway, or for a proxy in front of it',
    advice: {
      agent: 'Send less text in one call, or ask the user to raise the limit on the size of requests there.',
      person: 'Send less text at once, or raise the limit on the size of requests there.',
    },
  },
  '403 invalid-request': {
    headline: 'The gateway does not allow this request',
    advice: {
      agent:
        'The message names what is not allowed, such as a region, a policy or a model: ask the user about it. Do not retry.',
      person: 'The message names what is not allowed, such as a region, a policy or a model.',
    },
  },
};

const HEADLINES: Partial<Record<ErrorKind, string>> = {
  authentication: 'The gateway refused the key',
  credits: 'The account has no credits left',
  'rate-limit': 'The gateway is limiting requests',
  'context-too-long': 'The request is too long for the model',
  server: 'The gateway failed',
};

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
  const whole = Math.ceil(milliseconds / 1000);
  if (whole < 120) return `${whole} s`;
  const [amount, unit] = whole < 3600 ? [whole / 60, 'minute'] : [whole / 3600, 'hour'];
  const rounded = Number(amount.toFixed(1));
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'} (${whole} s)`;
}
