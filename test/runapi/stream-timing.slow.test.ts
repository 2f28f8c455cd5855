import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { askServer, EVENT_STREAM, isCutOff, sse, startUpstream, WHOLE_ANSWERS } from '../support/upstream.ts';

const PIECE = sse({ choices: [{ delta: { content: 'a' } }] });

test.concurrent.for([': keep-alive\n\n', '\n', ': keep-alive\n'])(
  '%j again and again is not silence',
  async (keepAlive) => {
    await using upstream = await startUpstream(async (response) => {
      response.writeHead(200, { 'content-type': EVENT_STREAM });
      // Three times the idle timeout in all.
      for (let count = 0; count < 45; count += 1) {
        await sleep(100);
        response.write(keepAlive);
      }
      response.end(WHOLE_ANSWERS['chat-completions']);
    });

    expect(await askServer(upstream.url, {}, { idleTimeoutMs: 1500 })).toMatchObject({
      text: 'Ok.',
      error: undefined,
    });
  },
);

test.concurrent('headers are no silence either', async () => {
  await using upstream = await startUpstream(async (response) => {
    await sleep(1100);
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    response.flushHeaders();
    await sleep(1100);
    response.end(WHOLE_ANSWERS['chat-completions']);
  });

  expect(await askServer(upstream.url, {}, { idleTimeoutMs: 2000 })).toMatchObject({ error: undefined });
});

test.concurrent('silence in the middle of an answer is a stall that keeps the text and closes the connection', async () => {
  let cutOff: Promise<boolean> | undefined;
  await using upstream = await startUpstream((response) => {
    cutOff = isCutOff(response);
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    response.write(PIECE);
  });

  const outcome = await askServer(upstream.url, {}, { idleTimeoutMs: 200 });

  expect(outcome).toMatchObject({ text: 'a', error: { kind: 'stalled', retryable: false } });
  expect(outcome.error?.message).toContain('0.2 s');
  expect(await cutOff).toBe(true);
});

test.concurrent('silence before the headers is a stall, and is not sent again', async () => {
  await using upstream = await startUpstream(() => {});

  const outcome = await askServer(upstream.url, {}, { idleTimeoutMs: 200 });

  expect(outcome.error).toMatchObject({ kind: 'stalled' });
  expect(upstream.requests).toHaveLength(1);
});

test.concurrent('an error body that never ends is a stall', async () => {
  await using upstream = await startUpstream((response) => {
    response.writeHead(400, { 'content-type': 'application/json' }).write('{"error":');
  });

  expect((await askServer(upstream.url, {}, { idleTimeoutMs: 200 })).error).toMatchObject({
    kind: 'stalled',
  });
});

test.concurrent('the deadline ends an answer that goes on and on', async () => {
  await using upstream = await startUpstream((response) => {
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    const timer = setInterval(() => response.write(PIECE), 20);
    response.on('close', () => clearInterval(timer));
  });

  const outcome = await askServer(upstream.url, {}, { timeoutMs: 500, idleTimeoutMs: 5000 });

  expect(outcome.error).toMatchObject({ kind: 'timeout' });
  expect(outcome.error?.message).toContain('0.5 s');
  expect(outcome.text).toMatch(/^a+$/);
});
