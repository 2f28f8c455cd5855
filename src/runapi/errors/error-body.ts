/** What an error body says, whichever of the known shapes it has. */
export interface ErrorBody {
  message: string | undefined;
  /** Words such as `authentication_error` or `RESOURCE_EXHAUSTED`, joined. */
  type: string;
  /** An HTTP status that the body itself names, as Google's shape does. */
  status: number | undefined;
}

/**
 * Reads OpenAI's, Anthropic's and Google's envelopes, RunAPI's `{error: "…"}` and `{errors: {field: […]}}`, those
 * of gateways (`{code, msg}`, `{success: false}`, `choices[0].error`, OpenRouter's `metadata.raw`, FastAPI's
 * `detail`), arrays of any of them, and plain text. Anything else has no message.
 */
export function readErrorBody(body: unknown): ErrorBody {
  if (typeof body === 'string') return { message: body || undefined, type: '', status: undefined };
  const top = asRecord(firstOf(body));
  const error = findError(top);
  const own = firstString(...WORDS.map((name) => error[name]), top['error'], top['message']);
  const inner = asRecord(error['metadata'] ?? error['inner_error'])['raw'];
  // A gateway's own message says little where it carries the one of the service behind it.
  const nested = [inner, own].map(parseNested).find((found) => found !== undefined);
  const words = [error, top].flatMap((each) => CODES.map((name) => each[name]));
  const { message, type, status } = nested ?? { message: own, type: '', status: undefined };
  const raw = !nested && typeof inner === 'string' ? inner : undefined;
  return {
    message:
      [message, raw, describeProblems(top['errors'] ?? error['errors'] ?? error['detail'])]
        .filter(Boolean)
        .join(': ') || undefined,
    type: [...new Set(words.filter((word) => typeof word === 'string')), type].join(' ').trim(),
    status: words.map(toStatus).find((found) => found !== undefined) ?? status,
  };
}

/** Some gateways write it as a string. */
function toStatus(word: unknown): number | undefined {
  return /^[45]\d\d$/.test(String(word)) ? Number(word) : undefined;
}

const MESSAGES = ['message', 'msg', 'detail', 'error_msg', 'error_message', 'errmsg', 'status_msg', 'reason'];
/** Members that hold words in what is known to be an error. */
const WORDS = [
  ...MESSAGES,
  'Message',
  'errorMessage',
  'error_description',
  'description',
  'details',
  'faultstring',
  'err',
];
const CODES = [
  'type',
  'code',
  'status',
  'reason',
  'error_code',
  'errcode',
  'status_code',
  'statusCode',
  'error_type',
];

/** The object that tells about the error, wherever it is. */
function findError(top: Record<string, unknown>): Record<string, unknown> {
  const choice = asRecord(firstOf(top['choices']));
  const places = [
    top['error'],
    choice['error'],
    ...['base_resp', 'response', 'data', 'detail', 'fault'].map((name) => top[name]),
  ].map(firstOf);
  const nested = [top['error'], top['response'], top['data'], top['detail']].map(
    (place) => asRecord(place)['error'],
  );
  const found = [...places, ...nested].find(
    (place) => isRecord(place) && WORDS.some((name) => typeof place[name] === 'string'),
  );
  return asRecord(found ?? (isRecord(top['error']) ? top['error'] : top));
}

/**
 * Whether a 2xx body, or an event of a stream, tells of an error in place of a part of the answer.
 *
 * @param eventName - Under a name of its own, a gateway also reports other things, such as a place in a queue.
 */
export function isErrorBody(value: unknown, eventName?: string): boolean {
  const top = asRecord(value);
  if (saysSomething(top['error']) || saysSomething(asRecord(firstOf(top['choices']))['error'])) return true;
  if (top['type'] === 'error' || top['object'] === 'error' || top['success'] === false) return true;
  if (isFilled(top['errors']) && !Array.isArray(top['choices'])) return true;
  if (/error|exception/i.test(String(top['type'])) && MESSAGES.some((name) => isFilled(top[name])))
    return true;
  if (asRecord(top['base_resp'])['status_code']) return true;
  // What is no part of an answer, and has words or a code for what went wrong.
  const isAnswer = ANSWER.some((name) => top[name] !== undefined && top[name] !== null);
  if (isAnswer || !MESSAGES.some((name) => isFilled(top[name])) || top['success'] === true) return false;
  const codes = NUMBERS.map((name) => top[name]).filter(isCode);
  if (codes.length > 0) return codes.some((code) => !SUCCESS.test(String(code)));
  return eventName === undefined || /message|error|fail|exception/i.test(eventName);
}

function isCode(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** Members that hold a code, and the codes that mean that nothing went wrong. */
const NUMBERS = ['code', 'error_code', 'errcode', 'status_code', 'statusCode'];
const SUCCESS = /^(?:0+|2\d\d|ok|success)?$/i;

/** Gateways that fill in every field send empty errors along. */
function saysSomething(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(saysSomething);
  return typeof value === 'string' ? !/^\s*(?:null|none)?\s*$/i.test(value) : Boolean(value);
}

const ANSWER = [
  'choices',
  'candidates',
  'content',
  'usage',
  'usageMetadata',
  'promptFeedback',
  'delta',
  'type',
  'object',
];

function isFilled(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (Array.isArray(value) && value.length > 0);
}

/** JSON inside a message, as gateways pass on what they got. */
function parseNested(value: unknown): ErrorBody | undefined {
  if (typeof value !== 'string') return undefined;
  const start = value.search(/[{[]/);
  if (start === -1) return undefined;
  try {
    const nested = readErrorBody(JSON.parse(value.slice(start)));
    return nested.message ? nested : undefined;
  } catch {
    return undefined;
  }
}

/** Fields with their problems, or a list of problems. */
function describeProblems(errors: unknown): string {
  if (Array.isArray(errors)) {
    const messages = errors.map((error) =>
      firstString(error, ...MESSAGES.map((name) => asRecord(error)[name])),
    );
    return messages.filter(Boolean).join('; ');
  }
  return Object.entries(asRecord(errors))
    .map(([field, problems]) => `${field} ${[problems].flat().join(', ')}`)
    .join('; ');
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function firstString(...values: unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
