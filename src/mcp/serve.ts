import { readFileSync } from 'node:fs';
import { endNow } from '../end-process.ts';
import { EXIT_CODES } from '../errors.ts';
import { onStopSignal } from '../stop-signals.ts';
import type { RecordedOpening } from './handshake/handshake.ts';
import { openLightly } from './handshake/answer-early.ts';
import type { Session, SessionOptions } from './stdio.ts';

/** How long aborted calls may take to let go of their connections before the process ends anyway. */
const GRACE_MS = 900;

/** Serves MCP on stdin and stdout until the client leaves or a signal asks to stop. */
export function serve(): void {
  let session: Promise<Session> | undefined;
  const start = (options: SessionOptions) => {
    session = import('./stdio.ts').then(({ startSession }) => startSession(options));
  };
  const stop = async (exitCode: number) => {
    process.exitCode ??= exitCode;
    if (!session) process.exit();
    setTimeout(endNow, GRACE_MS).unref();
    await (await session).close();
    process.stdout.write('', endNow);
  };
  onStopSignal(() => void stop(EXIT_CODES.aborted));
  for (const event of ['end', 'close']) process.stdin.once(event, () => void stop(0));

  const recorded = readRecorded();
  if (recorded) openLightly(recorded, start);
  else start({ input: process.stdin, answeredId: undefined });
}

/** There is none beside the sources, nor while the build makes it. */
function readRecorded(): RecordedOpening | undefined {
  try {
    return JSON.parse(readFileSync(new URL('opening.json', import.meta.url), 'utf8')) as RecordedOpening;
  } catch {
    return undefined;
  }
}
