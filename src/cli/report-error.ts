import { CommanderError } from 'commander';
import { DelegateError, EXIT_CODES } from '../errors.ts';
import { writeLine, type Output } from './terminal/terminal.ts';
import { errorText } from './voice.ts';

/** Says what went wrong. @returns The exit code. @throws What is a defect, with its stack. */
export function reportError(error: unknown, stderr: Output): number {
  if (error instanceof DelegateError) {
    writeLine(stderr, `error: ${errorText(error)}`);
    return EXIT_CODES[error.kind];
  }
  // It has said so already.
  if (error instanceof CommanderError) return EXIT_CODES.input;
  const refusal = systemRefusal(error);
  if (refusal === undefined) throw error;
  writeLine(stderr, `error: ${refusal}`);
  return 1;
}

/** What the system refused, such as a full disk or a folder without permission: no defect that needs a stack. */
function systemRefusal(error: unknown): string | undefined {
  const { syscall, code, message } = error as NodeJS.ErrnoException;
  return error instanceof Error && syscall !== undefined && code !== undefined ? message : undefined;
}
