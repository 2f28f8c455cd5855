import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { windowsProgram } from '../windows-program.ts';

interface ShellOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A command that has a process of its own, and has not begun. */
export interface Prepared {
  readonly child: ChildProcess;
  /** Lets the command begin. */
  readonly begin: () => void;
}

/**
 * It waits until it is told to begin, by a pipe that ends with this process: nothing runs that was not recorded. It
 * writes errors where it writes the rest, so that their order is kept.
 */
const WAIT_THEN_RUN = 'read -r go <&3 || exit 125; exec 3<&- 2>&1; exec /bin/sh -c "$1"';

/** Starts the platform's shell without input and without a terminal, in a process group of its own. */
export function prepareCommand(command: string, { cwd, environment: env }: ShellOptions): Prepared {
  if (process.platform === 'win32') {
    const child = spawn(command, {
      shell: process.env['ComSpec'] || windowsProgram('cmd.exe'),
      windowsHide: true,
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, begin: () => undefined };
  }
  const child = spawn('/bin/sh', ['-c', WAIT_THEN_RUN, 'sh', command], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  const gate = child.stdio[3] as Writable;
  // It may have ended before.
  gate.on('error', () => undefined);
  return { child, begin: () => gate.end('go\n') };
}
