import { text } from 'node:stream/consumers';
import { DelegateError } from '../../errors.ts';
import { writeLine, type Terminal } from './terminal.ts';

/** After this long it is worth saying what the command waits for: some callers leave a pipe open. */
const HINT_AFTER_MS = 3000;

/**
 * The prompt, and what is piped in after it.
 *
 * @throws {DelegateError} `input` when there is neither.
 */
export async function readPrompt(prompt: string | undefined, terminal: Terminal): Promise<string> {
  const piped = terminal.stdin.isTTY ? '' : await readAll(terminal);
  const parts = [prompt ?? '', piped].filter((part) => part.trim() !== '');
  if (parts.length > 0) return parts.join('\n\n');
  throw new DelegateError(
    'input',
    'There is no prompt.',
    'Give it as an argument or on stdin: runapi-deepseek chat "Explain vector databases simply".',
  );
}

async function readAll({ stdin, stderr, signal }: Terminal): Promise<string> {
  const hint = setTimeout(
    () => writeLine(stderr, 'Waiting for stdin to end (add "< /dev/null" where nothing is piped in).'),
    HINT_AFTER_MS,
  );
  const onAbort = () => stdin.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await text(stdin);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new DelegateError('aborted', 'Interrupted before anything was sent.', '', { cause: error });
  } finally {
    clearTimeout(hint);
    signal.removeEventListener('abort', onAbort);
  }
}
