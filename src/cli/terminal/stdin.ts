import { fstatSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { DelegateError } from '../../errors.ts';
import { commandName } from '../../command-name.ts';
import { writeLine, type Terminal } from './terminal.ts';

/** After this long it is worth saying what the command waits for: some callers leave a pipe open. */
const HINT_AFTER_MS = 2000;

interface PromptOptions {
  /** `--stdin`: what is piped in must be there. */
  readonly needsStdin: boolean;
}

/**
 * The prompt, and what is piped in after it.
 *
 * @throws {DelegateError} `input` when there is neither, for an empty stdin that must not be, and for bytes that are
 *   no text.
 */
export async function readPrompt(
  prompt: string | undefined,
  { needsStdin }: PromptOptions,
  terminal: Terminal,
): Promise<string> {
  const isRead = needsStdin || !terminal.stdin.isTTY;
  const piped = isRead ? decode(await readAll(terminal)) : '';
  const isEmpty = piped.trim() === '';
  if (needsStdin && isEmpty) {
    throw new DelegateError(
      'input',
      'stdin is empty.',
      'Check the command before the pipe, or omit --stdin.',
    );
  }
  const parts = [prompt ?? '', piped].filter((part) => part.trim() !== '');
  if (parts.length === 0) {
    throw new DelegateError(
      'input',
      'There is no prompt.',
      `Give it as an argument or on stdin: ${commandName()} chat "Explain vector databases simply".`,
    );
  }
  if (isRead && isEmpty && !isDevice(terminal)) {
    writeLine(terminal.stderr, 'stdin is empty; only the prompt is sent (--stdin makes this an error).');
  }
  return parts.join('\n\n');
}

/** Whoever writes `< /dev/null` means that there is nothing. */
function isDevice({ stdin: { fd } }: Terminal): boolean {
  try {
    return fd !== undefined && fstatSync(fd).isCharacterDevice();
  } catch {
    return true;
  }
}

function decode(bytes: Buffer): string {
  try {
    if (bytes.includes(0)) throw new Error('NUL bytes');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DelegateError(
      'input',
      'The input on stdin is not UTF-8 text. Nothing was sent.',
      'Convert it first, for example with iconv.',
      { cause },
    );
  }
}

async function readAll({ stdin, stderr, signal }: Terminal): Promise<Buffer> {
  const hint = setTimeout(
    () => writeLine(stderr, 'Waiting for stdin to end (add "< /dev/null" if nothing is piped in).'),
    HINT_AFTER_MS,
  );
  const onAbort = () => stdin.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await buffer(stdin);
  } catch (error) {
    if (signal.aborted) {
      throw new DelegateError('aborted', 'Interrupted before anything was sent.', '', { cause: error });
    }
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new DelegateError(
      'input',
      `stdin cannot be read (${code}).`,
      'Pipe text in, or add "< /dev/null".',
      {
        cause: error,
      },
    );
  } finally {
    clearTimeout(hint);
    signal.removeEventListener('abort', onAbort);
  }
}
