import { createInterface } from 'node:readline/promises';
import { DelegateError } from '../../errors.ts';
import type { Terminal } from './terminal.ts';

/** Whether there is somebody to ask. */
export function canAsk({ stdin, stderr }: Terminal): boolean {
  return Boolean(stdin.isTTY && stderr.isTTY);
}

/**
 * Asks a question that only `y` or `yes` affirms; the end of the input does not.
 *
 * @throws {DelegateError} `aborted` on Ctrl-C.
 */
export async function confirm(question: string, { stdin, stderr, signal }: Terminal): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      // Readline takes Ctrl-C for itself, and a question that is never answered would end the process in silence.
      const interrupt = () => reject(new DelegateError('aborted', 'Interrupted. Nothing was changed.', ''));
      lines.once('SIGINT', interrupt);
      signal.addEventListener('abort', interrupt, { once: true });
      lines.once('close', () => resolve(''));
      lines.question(question).then(resolve, reject);
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
