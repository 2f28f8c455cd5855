import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { endMarked } from '../../src/checks/end-marked.ts';
import { endOrphan, identifyCheck } from '../../src/checks/orphan.ts';
import { runCheck, type CheckResult } from '../../src/checks/run-check.ts';
import type { ProcessIdentity } from '../../src/state/process-identity.ts';
import { folder } from '../support/files.ts';
import { until } from '../support/until.ts';

interface Given {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly environment?: Record<string, string>;
  readonly cwd?: string;
  readonly onStarted?: (process: ProcessIdentity) => Promise<void>;
}

async function check(
  command: string,
  given: Given = {},
): Promise<CheckResult & { text: string; cwd: string }> {
  const {
    timeoutMs = 60_000,
    signal = new AbortController().signal,
    onStarted = () => Promise.resolve(),
    cwd = folder(),
  } = given;
  const environment = { PATH: process.env['PATH'] ?? '', ...given.environment };
  const result = await runCheck(
    { command, cwd, environment, timeoutMs, id: 'r_test' },
    { signal, onStarted },
  );
  return { ...result, text: result.output.toString(), cwd };
}

/** Whether a process does more than wait to be collected. */
function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  if (existsSync('/proc/self/stat')) return existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const pidIn = (file: string) => Number(readFileSync(file, 'utf8'));

describe.runIf(process.platform !== 'win32')('a command', () => {
  test('has its exit code and its output, errors in their place', async () => {
    const { end, exitCode, text } = await check('echo one; echo two >&2; echo three; exit 7');

    expect({ end, exitCode, text }).toEqual({ end: 'exited', exitCode: 7, text: 'one\ntwo\nthree\n' });
  });

  test('with more output than is kept shows no line whose beginning is gone', async () => {
    // The last 256 KiB begin within the first line.
    const { text } = await check(
      'printf "first-secret\\n"; head -c 262136 /dev/zero | tr "\\0" "\\033"; echo end',
    );

    expect(text).not.toContain('ret');
    expect(text.endsWith('end\n')).toBe(true);
  });

  test('that a signal has ended failed', async () => {
    expect(await check('kill -SEGV $$')).toMatchObject({ end: 'exited', exitCode: 139 });
    expect(await check('no-such-command-at-all')).toMatchObject({ end: 'exited', exitCode: 127 });
  });

  test('has no input, no terminal and no environment but its own', async () => {
    const { text } = await check('cat; echo "read $?"; (: < /dev/tty) 2>/dev/null || echo no terminal; env', {
      environment: { MINE: 'x y' },
    });

    expect(text).toMatch(/^read 0\nno terminal\n/);
    const names = text.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    const set = names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name));
    expect(set.toSorted()).toEqual(['MINE', 'PATH', 'RUNAPI_DEEPSEEK_CHECK']);
  });

  test('does not begin before it is recorded', async () => {
    const cwd = folder();
    let wasThere = true;
    await check('touch begun', {
      cwd,
      onStarted: async () => {
        await sleep(100);
        wasThere = existsSync(path.join(cwd, 'begun'));
      },
    });
    expect(wasThere).toBe(false);
    expect(existsSync(path.join(cwd, 'begun'))).toBe(true);

    const other = folder();
    const failing = check('touch begun', {
      cwd: other,
      onStarted: () => Promise.reject(new Error('no room')),
    });
    await expect(failing).rejects.toThrow('no room');
    expect(existsSync(path.join(other, 'begun'))).toBe(false);
  });

  test('that prints far more than is kept costs no memory', async () => {
    const { output, end } = await check('head -c 100000000 /dev/zero; echo; echo the end');

    expect(end).toBe('exited');
    expect(output.length).toBeLessThanOrEqual(256 * 1024);
    expect(output.toString().endsWith('\nthe end\n')).toBe(true);
  });

  test('in a folder that is not there says so', async () => {
    const { end, exitCode, text } = await check('true', { cwd: path.join(folder(), 'gone') });

    expect({ end, exitCode }).toEqual({ end: 'not started', exitCode: null });
    expect(text).toContain('could not be started');
  });

  test('that leaves something in the background has left nothing', async () => {
    const { cwd, end } = await check('sleep 600 & echo $! > pid; echo done');

    expect(end).toBe('exited');
    expect(isRunning(pidIn(path.join(cwd, 'pid')))).toBe(false);
  });

  test('that ignores SIGTERM is ended with all that it has started', async () => {
    const cwd = folder();
    const command = `trap '' TERM; (trap '' TERM; sleep 600) & echo $! > child; echo $$ > pid; sleep 600; sleep 600`;
    const { end, exitCode } = await check(command, { cwd, timeoutMs: 400 });

    expect({ end, exitCode }).toEqual({ end: 'timeout', exitCode: null });
    for (const name of ['pid', 'child']) expect(isRunning(pidIn(path.join(cwd, name)))).toBe(false);
  });

  test('that is cancelled is ended', async () => {
    const cancel = new AbortController();
    const cwd = folder();
    const running = check('echo $$ > pid; sleep 600', { cwd, signal: cancel.signal });
    await until('it has begun', () => existsSync(path.join(cwd, 'pid')) && pidIn(path.join(cwd, 'pid')) > 0);
    cancel.abort();

    expect(await running).toMatchObject({ end: 'cancelled', exitCode: null });
    expect(isRunning(pidIn(path.join(cwd, 'pid')))).toBe(false);
    expect(await check('touch begun', { cwd, signal: cancel.signal })).toMatchObject({ end: 'cancelled' });
    expect(existsSync(path.join(cwd, 'begun'))).toBe(false);
  });
});

describe.runIf(process.platform === 'linux')('what has left the group of its check', () => {
  const LEAVE =
    'setsid sh -c "trap \\"\\" TERM HUP; echo \\$\\$ > pid; sleep 600; :" >/dev/null 2>&1 & sleep 0.2; cat pid';

  test('does not hold its end up, and is ended by its mark', async () => {
    const { cwd, end } = await check(`${LEAVE}; setsid sleep 600 &`);
    const pid = pidIn(path.join(cwd, 'pid'));

    expect(end).toBe('exited');
    expect(isRunning(pid)).toBe(true);
    await endMarked('r_other');
    expect(isRunning(pid)).toBe(true);
    await endMarked('r_test');
    await until('it has ended', () => !isRunning(pid));
  });

  test('an orphan is ended, but not a process that has got its id', async () => {
    const cwd = folder();
    let orphan: ProcessIdentity | undefined;
    const running = check('echo $$ > pid; exec sleep 600', {
      cwd,
      onStarted: async (identity) => {
        orphan = identity;
      },
    });
    await until('it has begun', () => existsSync(path.join(cwd, 'pid')) && pidIn(path.join(cwd, 'pid')) > 0);
    if (!orphan) throw new Error('It was not recorded.');
    expect(orphan).toEqual(await identifyCheck(orphan.pid));
    await endOrphan({ ...orphan, startTime: '1' }, 'r_other');
    expect(isRunning(orphan.pid)).toBe(true);
    await endOrphan(orphan, 'r_other');
    expect(await running).toMatchObject({ end: 'exited', exitCode: 143 });
  });
});
