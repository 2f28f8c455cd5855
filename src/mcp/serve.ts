import { Console } from 'node:console';
import { checkNames } from '../config/checks.ts';
import { endNow } from '../end-process.ts';
import { EXIT_CODES } from '../errors.ts';
import { onStopSignal } from '../stop-signals.ts';
import { readRecorded } from './handshake/read-recorded.ts';
import { writeInstructions } from './instructions.ts';
import { openServer } from './stdio/open-server.ts';
import { shutDown } from './stdio/shut-down.ts';

/** After the end of stdin. The upstream requests are aborted within a second. */
const LAST_ANSWERS_MS = 400;
const ABORTED_ANSWERS_MS = 300;
/** When the process ends anyway: some connection may not close. Files that a check did not pass are put back before. */
const GRACE_MS = 2500;

/** Serves MCP on stdin and stdout until the client leaves or a signal asks to stop. */
export function serve(): void {
  const { env: environment, stdin, stdout, stderr } = process;
  const instructions = writeInstructions({ checks: checkNames(environment) });
  const load = async () => {
    // stdout carries MCP and nothing else: whatever a library prints goes to stderr.
    globalThis.console = new Console(stderr);
    return (await import('./stdio/session.ts')).startSession;
  };
  const recorded = readRecorded();
  const { connection, session } = openServer({
    input: stdin,
    output: stdout,
    environment,
    instructions,
    recorded,
    load,
  });

  let isStopping = false;
  const stop = async (exitCode: number, lastAnswersMs: number) => {
    if (isStopping) return;
    isStopping = true;
    process.exitCode ??= exitCode;
    stdin.destroy();
    const opened = await session();
    if (!opened) return;
    setTimeout(endNow, lastAnswersMs + GRACE_MS).unref();
    await shutDown(connection, opened, { lastAnswersMs, abortedAnswersMs: ABORTED_ANSWERS_MS });
    stdout.write('', endNow);
  };
  onStopSignal(() => void stop(EXIT_CODES.aborted, 0));
  for (const event of ['end', 'close', 'error']) stdin.once(event, () => void stop(0, LAST_ANSWERS_MS));
  stdout.on('error', () => void stop(0, 0));
}
