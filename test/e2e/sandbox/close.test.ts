import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { bundled } from '../../support/bundle.ts';

const PROGRAM = new URL('./close-in-process.ts', import.meta.url);

/** Runs a scenario in a process of its own, which must end by itself. */
async function runScenario(name: string) {
  const child = spawn(process.execPath, [bundled(PROGRAM), name], { timeout: 25_000 });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];

  return { stdout, stderr, exitCode, signal };
}

test('close leaves nothing open: a process with a stalled client ends by itself', async () => {
  expect(await runScenario('stalled')).toEqual({
    stdout: 'stalled, closed, refused\n',
    stderr: '',
    exitCode: 0,
    signal: null,
  });
});

test('a sandbox that cannot start leaves nothing open either', async () => {
  expect(await runScenario('port-taken')).toEqual({
    stdout: 'EADDRINUSE, closed\n',
    stderr: '',
    exitCode: 0,
    signal: null,
  });
});
