import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../config/config.ts';
import { cleanForTerminal } from '../../text/clean.ts';

/** Where text is written to. */
export type Output = Writable & { isTTY?: boolean; columns?: number };

/** What a command works with, so that it can be run without a process of its own. */
export interface Terminal {
  readonly environment: Environment;
  readonly stdin: Readable & { isTTY?: boolean; fd?: number };
  /** Answers. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  /** Aborts when a signal asks to stop. */
  readonly signal: AbortSignal;
}

/** Writes text whose escape sequences a terminal must not obey: all but what this program draws itself. */
export function writeText(output: Output, text: string): void {
  output.write(output.isTTY ? cleanForTerminal(text) : text);
}

export function writeLine(output: Output, text = ''): void {
  writeText(output, `${text}\n`);
}

/** Exit code of a process that a reader of its output has left, as the shell knows it. */
export const BROKEN_PIPE_EXIT_CODE = 128 + constants.signals.SIGPIPE;
