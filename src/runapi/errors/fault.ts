/** What can go wrong between us and the gateway, as plain data; `upstream-error.ts` puts it into words. */
export type Fault =
  /** A status other than 2xx, before any of the answer. */
  | {
      type: 'status';
      status: number;
      body: unknown;
      retryAfterMs: number | undefined;
      requestId: string | undefined;
    }
  /** A redirect, which is never followed: the key and the prompt stay with their origin. */
  | { type: 'redirect'; status: number; location: string | undefined }
  /** An error object in place of an answer, or in the middle of one. */
  | { type: 'in-stream'; body: unknown }
  | { type: 'content-type'; contentType: string }
  | { type: 'malformed'; problem: string; sample?: string }
  /** No connection, or one that broke before the headers came. */
  | { type: 'connection'; code: string | undefined }
  /** A proxy that could not be reached, or that broke off before the tunnel to the gateway was open. */
  | { type: 'proxy-connection'; code: string | undefined }
  /** What a proxy answered instead of opening a tunnel; status 0 where that is no HTTP. */
  | { type: 'proxy-refusal'; status: number; reason: string }
  /** A connection that broke in the middle of the answer. */
  | { type: 'lost'; code: string | undefined }
  /** A clean end of the stream without a finish reason, or without the end marker that the protocol asks for. */
  | { type: 'closed'; finished: boolean }
  /** Another answer began in the stream before this one had ended, or after its end. */
  | { type: 'spliced' }
  | { type: 'empty'; finishReason: string }
  /** The model says in its own words why it does not answer. */
  | { type: 'refused'; reason: string }
  | { type: 'stalled'; idleMs: number }
  | { type: 'timeout'; timeoutMs: number }
  | { type: 'aborted' };

/** Carries a fault up to the one place that maps it. Its message is for stack traces only. */
export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault';
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault.type, options);
    this.fault = fault;
  }
}

/** The system's code for a broken connection, such as `ECONNRESET`, from wherever it is in the chain of causes. */
export function causeCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : causeCode(error.cause);
}

/** The fault of a connection that broke while the answer was read; one that is known already stays as it is. */
export function lost(cause: unknown): UpstreamFault {
  if (cause instanceof UpstreamFault) return cause;
  return new UpstreamFault({ type: 'lost', code: causeCode(cause) }, { cause });
}
