import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { send } from '../support/sandbox-client.ts';

/** Runs a scenario in a process of its own, which must end by itself. */
async function runScenario(name: string) {
  const script = fileURLToPath(new URL('close-in-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, name], { timeout: 10_000 });
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

test('what is being answered is broken off by close, and a closed sandbox answers no more', async () => {
  const sandbox = await startSandbox({ tokensPerSecond: 20 });
  const pending = send(sandbox.url, 'chat-completions');
  const closing = pending.then(() => 'broken off');
  setTimeout(() => void sandbox.close(), 200);

  expect(await closing).toBe('broken off');
  expect((await pending).ended).toBe('broken');
  expect((await send(sandbox.url, 'chat-completions')).status).toBeUndefined();
});

test('a sandbox in a using declaration is closed at the end of its block', async () => {
  let url = '';
  {
    await using sandbox = await startSandbox();
    url = sandbox.url;
    expect((await send(url, 'chat-completions')).status).toBe(200);
  }
  expect((await send(url, 'chat-completions')).status).toBeUndefined();
});

test('a port is free again after close', async () => {
  const first = await startSandbox();
  await first.close();
  await using second = await startSandbox({ port: first.port });

  expect(second.port).toBe(first.port);
});
