import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../config/config.ts';

/** What a command works with, so that it can be run without a process of its own. */
export interface Terminal {
  readonly environment: Environment;
  readonly stdin: Readable & { isTTY?: boolean };
  /** Answers. */
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  /** Everything else. */
  readonly stderr: Writable & { isTTY?: boolean };
  /** Aborts when a signal asks to stop. */
  readonly signal: AbortSignal;
}

export function writeLine(stream: Writable, text = ''): void {
  stream.write(`${text}\n`);
}

/** Rows with their columns aligned, the last column as long as it is. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

/** Exit code of a process that a reader of its output has left, as the shell knows it. */
export const BROKEN_PIPE_EXIT_CODE = 128 + constants.signals.SIGPIPE;
