import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bundled } from './bundle.ts';

export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** The next line that it prints. */
  line(): Promise<string>;
  /** All lines that it printed and that were not asked for. */
  rest(): string[];
  say(text: string): void;
  /** Ends its stdin and waits for its end. */
  finish(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Kills it at once, without a chance to clean up, and waits until it is gone. */
  killHard(): Promise<void>;
}

const PROGRAMS = {
  write: new URL('./programs/write.ts', import.meta.url),
  resume: new URL('./programs/resume.ts', import.meta.url),
  'http-clients': new URL('./programs/http-clients.ts', import.meta.url),
};

/** Another process on the same state folder: one of the programs beside this file. */
export function startChild(program: keyof typeof PROGRAMS, ...words: string[]): Child {
  const child = spawn(process.execPath, [bundled(PROGRAMS[program]), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const killHard = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  return {
    pid: child.pid ?? 0,
    async line() {
      while (lines.length === 0) {
        await Promise.race([once(reader, 'line'), closed]);
        if (lines.length === 0 && child.exitCode !== null) throw new Error(`${program} printed no more.`);
      }
      return lines.shift() ?? '';
    },
    rest: () => lines.splice(0),
    say: (text) => void child.stdin.write(`${text}\n`),
    async finish() {
      child.stdin.end();
      await closed;
    },
    kill: (signal) => void child.kill(signal),
    killHard,
    [Symbol.asyncDispose]: killHard,
  };
}
