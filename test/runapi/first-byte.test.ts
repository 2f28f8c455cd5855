import { expect, test } from 'vitest';
import { askServer, EVENT_STREAM, sse, startUpstream, WHOLE_ANSWERS } from '../support/upstream.ts';

const PIECE = sse({ choices: [{ delta: { content: 'a' } }] });

test.for(['destroyed', 'ended'])(
  'a request is never sent again once its answer has begun (%s)',
  async (way) => {
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': EVENT_STREAM });
      response.write(PIECE, () => (way === 'ended' ? response.end() : response.destroy()));
    });

    const outcome = await askServer(upstream.url);

    expect(outcome.error?.kind).toBe(way === 'ended' ? 'stream-closed' : 'transport');
    expect(upstream.requests).toHaveLength(1);
  },
);

test('an error event in a stream is not sent again, even where it says to retry', async () => {
  await using upstream = await startUpstream((response) => {
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    response.end(sse({ error: { message: 'busy', type: 'rate_limit_error' } }));
  });

  expect((await askServer(upstream.url)).error).toMatchObject({ kind: 'rate-limit' });
  expect(upstream.requests).toHaveLength(1);
});

test('an answer that is whole does not wait for its stream to close', async () => {
  await using upstream = await startUpstream((response) => {
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    response.write(WHOLE_ANSWERS['chat-completions']);
  });
  const begin = performance.now();

  expect(await askServer(upstream.url, {}, { idleTimeoutMs: 9000 })).toMatchObject({ error: undefined });
  expect(performance.now() - begin).toBeLessThan(6000);
});
