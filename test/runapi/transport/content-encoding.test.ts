import {
  brotliCompressSync,
  createBrotliCompress,
  createDeflate,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
} from 'node:zlib';
import { expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { answerJson, askServer, EVENT_STREAM, startUpstream, WHOLE_ANSWERS } from '../../support/upstream.ts';
import { post, readBody } from './support.ts';

const TEXT = 'Größe und Weite. '.repeat(5000);

const ENCODINGS = {
  gzip: gzipSync(TEXT),
  'x-gzip': gzipSync(TEXT),
  GZIP: gzipSync(TEXT),
  br: brotliCompressSync(TEXT),
  deflate: deflateSync(TEXT),
  'deflate ': deflateRawSync(TEXT),
  'gzip, br': brotliCompressSync(gzipSync(TEXT)),
  identity: Buffer.from(TEXT),
  '': Buffer.from(TEXT),
};

test.for(Object.entries(ENCODINGS))('a body that is encoded by "%s" is decoded', async ([encoding, body]) => {
  await using upstream = await startUpstream((response) =>
    response.writeHead(200, { 'content-encoding': encoding.trim() }).end(body),
  );

  const { text, error } = await readBody(await post(upstream.url));

  expect(error).toBeUndefined();
  expect(text === TEXT).toBe(true);
});

test.for(['gzip', 'br', 'deflate'] as const)(
  'a %s body that lacks its end gives what it has',
  async (encoding) => {
    const whole = ENCODINGS[encoding];
    await using upstream = await startUpstream((response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(whole.subarray(0, whole.length - 4)),
    );

    const { text, error } = await readBody(await post(upstream.url));

    expect(error).toBeUndefined();
    expect(TEXT.startsWith(text)).toBe(true);
  },
);

test.for(['gzip', 'br', 'deflate'] as const)(
  'of a %s body whose connection breaks, all that had arrived is read before the failure',
  async (encoding) => {
    const encoder = { gzip: createGzip, br: createBrotliCompress, deflate: createDeflate }[encoding]();
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      encoder.on('data', (piece) => response.write(piece));
      encoder.write(TEXT);
      // What no chunk begins with.
      encoder.flush(() => setImmediate(() => response.socket?.end('ZZZ\r\n')));
    });

    const { text, error } = await readBody(await post(upstream.url));

    expect(error).toMatchObject({ code: 'HPE_INVALID_CHUNK_SIZE' });
    expect(text === TEXT).toBe(true);
  },
);

test('each flushed piece of a compressed stream arrives before the next one is sent', async () => {
  const pieces = ['first ', 'second ', 'third'];
  let arrived = 0;
  await using upstream = await startUpstream(async (response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    const gzip = createGzip();
    gzip.pipe(response);
    for (const [index, piece] of pieces.entries()) {
      gzip.write(piece);
      gzip.flush();
      await until(`piece ${index} has arrived`, () => arrived > index);
    }
    gzip.end();
  });

  const { body } = await post(upstream.url);
  let text = '';
  for await (const chunk of body!) {
    text += Buffer.from(chunk).toString();
    arrived = text.split(' ').filter(Boolean).length;
  }

  expect(text).toBe(pieces.join(''));
});

test('a compressed answer is an answer', async () => {
  await using upstream = await startUpstream((response) =>
    response
      .writeHead(200, { 'content-type': EVENT_STREAM, 'content-encoding': 'gzip' })
      .end(gzipSync(WHOLE_ANSWERS['chat-completions'])),
  );

  expect(await askServer(upstream.url)).toMatchObject({ text: 'Ok.', error: undefined });
});

test('a compressed refusal is read', async () => {
  await using upstream = await startUpstream((response) =>
    response
      .writeHead(402, { 'content-type': 'application/json', 'content-encoding': 'br' })
      .end(brotliCompressSync(JSON.stringify({ error: { message: 'Balance is gone' } }))),
  );

  const { error } = await askServer(upstream.url);

  expect(error).toMatchObject({ kind: 'credits', message: expect.stringContaining('Balance is gone') });
});

test.for(['gzip', 'br', 'gzip, br', 'br, gzip', 'br, deflate'])(
  'what claims to be %s and is not is an error',
  async (encoding) => {
    await using upstream = await startUpstream((response) =>
      answerJson(response, 200, { choices: [] }, { 'content-encoding': encoding }),
    );

    const { error } = await askServer(upstream.url);

    expect(error).toMatchObject({ kind: 'malformed', retryable: false });
    expect(error?.message).toContain(encoding);
  },
);

test.for([
  // After the header: no block begins like this.
  ['gzip', 10],
  ['deflate', 2],
  ['br', 23],
  ['gzip, br', 60],
] as const)('a %s body that is damaged is an error, and no end', async ([encoding, from]) => {
  const damaged = Buffer.from(ENCODINGS[encoding]).fill(0xff, from);
  await using upstream = await startUpstream((response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(damaged),
  );

  const { error } = await readBody(await post(upstream.url));

  expect(error).toMatchObject({ fault: { type: 'malformed' } });
});

test('an encoding that nobody asked for is named', async () => {
  await using upstream = await startUpstream((response) =>
    answerJson(response, 200, { choices: [] }, { 'content-encoding': 'compress' }),
  );

  const { error } = await askServer(upstream.url);

  expect(error).toMatchObject({ kind: 'malformed', retryable: false });
  expect(error?.message).toContain('"compress"');
  expect(upstream.requests).toHaveLength(1);
});
