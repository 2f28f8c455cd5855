import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { send } from '../support/sandbox-client.ts';

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
