/** What went wrong, as a class that decides the exit code and what the caller can do about it. */
export type ErrorKind =
  | 'configuration' // the user changes the environment and restarts the server
  | 'input' // the caller changes the arguments
  | 'authentication'
  | 'credits'
  | 'rate-limit'
  | 'context-too-long'
  | 'invalid-request' // upstream refused the shape or a value of the request
  | 'server'
  | 'transport' // no connection, or one that broke
  | 'timeout' // the overall deadline
  | 'stalled' // silence longer than the idle timeout
  | 'aborted' // the caller asked to stop
  | 'stream-closed' // the stream ended before the answer did
  | 'malformed' // not the bytes of any known protocol
  | 'empty' // a finished answer with nothing in it
  | 'explore-bound'; // a bound of exploring was reached, and no answer came

/** Exit codes of the command line; 0 is done. */
export const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  configuration: 2,
  input: 4,
  authentication: 2,
  credits: 3,
  'rate-limit': 6,
  'context-too-long': 4,
  'invalid-request': 4,
  server: 1,
  transport: 1,
  timeout: 5,
  stalled: 5,
  aborted: 130,
  'stream-closed': 1,
  malformed: 1,
  empty: 1,
  'explore-bound': 1,
};

/** One sentence in two voices, where what an agent and a person at the command line do differs. */
export interface Voices {
  readonly agent: string;
  readonly person: string;
}

interface DelegateErrorOptions extends ErrorOptions {
  /** Whether the same request may succeed when it is sent again. Default false. */
  retryable?: boolean;
  /** What upstream's `Retry-After` asks for, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** Upstream's `x-request-id`. */
  requestId?: string | undefined;
}

/**
 * The only error whose text an agent or a person may see unchanged: never a key, a header, a stack
 * or a path that the caller did not give.
 *
 * The text is written for an agent, with the names of arguments in backticks. The command line rewords it by rule
 * (`cli/voice.ts`): `save_to` becomes --out, and "ask the user to" is dropped, since its reader is the user.
 * Where that does not make a good sentence, `next` is given in both voices.
 */
export class DelegateError extends Error {
  override readonly name = 'DelegateError';
  readonly kind: ErrorKind;
  /** What happened, with the value; a full sentence. */
  readonly what: string;
  /** What to do about it, and who does it; one or more imperative sentences. */
  readonly next: string;
  /** The same for a person at the command line. */
  readonly nextForPerson: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;

  constructor(kind: ErrorKind, what: string, next: string | Voices, options: DelegateErrorOptions = {}) {
    const { agent, person } = typeof next === 'string' ? { agent: next, person: next } : next;
    super(`${what} ${agent}`.trim(), { cause: options.cause });
    this.kind = kind;
    this.what = what;
    this.next = agent;
    this.nextForPerson = person;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.requestId = options.requestId;
  }

  /** The same advice, in both voices, for an error that says something else. */
  get voices(): Voices {
    return { agent: this.next, person: this.nextForPerson };
  }
}
