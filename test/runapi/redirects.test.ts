import { expect, test } from 'vitest';
import { PROTOCOL_NAMES } from '../../src/config/config.ts';
import { createGateway } from '../../src/runapi/client.ts';
import { UpstreamFault } from '../../src/runapi/errors/fault.ts';
import { answerWhole, askServer, connectionTo, KEY, startUpstream } from '../support/upstream.ts';

const REDIRECTS = [301, 302, 303, 307, 308].flatMap((status) =>
  PROTOCOL_NAMES.map((protocol) => ({ status, protocol })),
);

test.for(REDIRECTS)(
  'a $status to another origin is not followed with $protocol, and the key stays',
  async ({ status, protocol }) => {
    await using other = await startUpstream((response) => answerWhole(response, protocol));
    await using upstream = await startUpstream((response) =>
      response.writeHead(status, { location: `${other.url}/v1/stolen` }).end(),
    );

    const { error } = await askServer(upstream.url, { protocol });

    expect(other.requests).toEqual([]);
    expect(upstream.requests).toHaveLength(1);
    expect(error).toMatchObject({ kind: 'transport', retryable: false });
    expect(error?.message).toContain(`(${status}) to ${other.url}`);
    expect(error?.message).not.toContain(KEY);
  },
);

test.for([301, 302, 303, 307, 308])('a %i within the origin is not followed either', async (status) => {
  await using upstream = await startUpstream((response, number) => {
    if (number === 1) response.writeHead(status, { location: '/elsewhere' }).end();
    else answerWhole(response);
  });

  const { error } = await askServer(upstream.url);

  expect(upstream.requests).toHaveLength(1);
  expect(error?.message).toContain(upstream.url);
});

test('a redirect without a location is reported as one', async () => {
  await using upstream = await startUpstream((response) => response.writeHead(302).end());

  expect((await askServer(upstream.url)).error?.message).toContain('an unnamed place');
});

test('a path that would lead to another origin is not sent', async () => {
  await using other = await startUpstream((response) => answerWhole(response));
  await using upstream = await startUpstream((response) => answerWhole(response));
  const gateway = createGateway(connectionTo(upstream.url));
  const { signal } = new AbortController();

  const sending = gateway({
    method: 'post',
    path: other.url,
    headers: { 'x-api-key': KEY },
    body: {},
    signal,
  });

  await expect(sending).rejects.toBeInstanceOf(UpstreamFault);
  expect([...other.requests, ...upstream.requests]).toEqual([]);
});
