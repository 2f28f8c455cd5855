import { lost, UpstreamFault } from '../errors/fault.ts';
import { startStrictText } from './strict-text.ts';

/** How long a finished stream may take to close before its connection is given up. */
const DRAIN_MS = 1000;
/** How long is waited for more after the end of an answer: enough for what was sent along with it. */
const AFTER_END_MS = 100;

export interface ReadOptions {
  /** Called for whatever arrives, comments and blank lines too. */
  readonly onBytes: () => void;
  /** Whether the answer has come to its end: what follows is still read if it is there at once, and then no more. */
  readonly hasEnded: () => boolean;
}

/** Text as it arrives; what came before a byte that is not UTF-8 is given before the fault is thrown. */
export async function* readText(
  body: ReadableStream<Uint8Array>,
  { onBytes, hasEnded }: ReadOptions,
): AsyncGenerator<string, void, void> {
  const strict = startStrictText();
  const reader = body.getReader();
  try {
    for (;;) {
      const next = reader.read().catch((cause: unknown) => {
        throw lost(cause);
      });
      const result = hasEnded() ? await soon(next) : await next;
      if (!result || result.done) break;
      onBytes();
      const { text, isBroken } = strict.decode(result.value);
      yield text;
      if (isBroken) throw notUtf8();
    }
    if (strict.isUnfinished() && !hasEnded()) throw notUtf8();
  } finally {
    void drain(reader);
  }
}

/** What comes within a moment; undefined where nothing does. */
async function soon<Value>(next: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, AFTER_END_MS, undefined)));
  try {
    return await Promise.race([next, late]);
  } catch (error) {
    ignore(error);
    return undefined;
  } finally {
    clearTimeout(timer);
    next.catch(ignore);
  }
}

function notUtf8(): UpstreamFault {
  return new UpstreamFault({ type: 'malformed', problem: 'upstream sent bytes that are not UTF-8' });
}

/** Reads what follows the end marker, so that the connection can carry the next request. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const giveUp = () => reader.cancel().catch(ignore);
  const timer = setTimeout(() => void giveUp(), DRAIN_MS).unref();
  try {
    while (!(await reader.read()).done);
  } catch (error) {
    ignore(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The answer is whole, or its loss was already reported: the connection is of no more interest. */
function ignore(_error: unknown): undefined {}
