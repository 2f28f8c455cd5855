import { spawn } from '@lydell/node-pty';
import { BIN } from './binary.ts';
import { until } from './until.ts';

/** The built command in a terminal of its own. */
export interface TerminalSession {
  /** All that it has shown so far, stdout and stderr together. */
  readonly shown: () => string;
  readonly type: (keys: string) => void;
  readonly showsSoon: (text: string | RegExp) => Promise<void>;
  /** Resolves at its end. */
  readonly exitCode: Promise<number>;
}

export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';

interface TerminalOptions {
  readonly environment: Record<string, string>;
  readonly cwd?: string;
  readonly columns?: number;
}

export function runInTerminal(
  words: readonly string[],
  { environment, cwd, columns = 80 }: TerminalOptions,
): TerminalSession {
  const child = spawn(process.execPath, [BIN, ...words], {
    name: 'xterm-256color',
    cols: columns,
    rows: 24,
    env: { ...environment, TERM: 'xterm-256color' },
    ...(cwd !== undefined && { cwd }),
  });
  let shown = '';
  child.onData((text) => (shown += text));
  return {
    shown: () => shown,
    type: (keys) => child.write(keys),
    showsSoon: (text) =>
      until(
        `the terminal shows ${String(text)}`,
        () => (typeof text === 'string' ? shown.includes(text) : text.test(shown)),
        10_000,
      ),
    exitCode: new Promise((resolve) => {
      child.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode));
    }),
  };
}
