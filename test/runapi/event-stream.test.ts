import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readEvents } from '../../src/runapi/event-stream.ts';
import { UpstreamFault, type Fault } from '../../src/runapi/errors/fault.ts';
import { bytes, JSON_TYPE, oneByteEach, respond, sse } from './support.ts';

interface Reading {
  data: unknown[];
  fault: Fault | undefined;
  byteReports: number;
}

async function read(response: Response): Promise<Reading> {
  const reading: Reading = { data: [], fault: undefined, byteReports: 0 };
  try {
    for await (const item of readEvents(response, () => (reading.byteReports += 1))) reading.data.push(item);
  } catch (error) {
    if (!(error instanceof UpstreamFault)) throw error;
    reading.fault = error.fault;
  }
  return reading;
}

const SPELLINGS: { name: string; text: string; data: string[] }[] = [
  { name: 'line feeds', text: 'data: a\n\ndata: b\n\n', data: ['a', 'b'] },
  { name: 'carriage returns with line feeds', text: 'data: a\r\n\r\ndata: b\r\n\r\n', data: ['a', 'b'] },
  { name: 'carriage returns', text: 'data: a\r\rdata: b\r\r: end\n', data: ['a', 'b'] },
  { name: 'no blank after the colon', text: 'data:a\n\n', data: ['a'] },
  { name: 'several lines of data', text: 'data: a\ndata: b\n\n', data: ['a\nb'] },
  { name: 'comments between events', text: ': keep-alive\n\ndata: a\n\n: keep-alive\n\n', data: ['a'] },
  { name: 'a comment inside an event', text: 'data: a\n: keep-alive\ndata: b\n\n', data: ['a\nb'] },
  {
    name: 'names, ids and unknown fields',
    text: 'event: x\nid: 1\nretry: 5\nfoo: 1\ndata: a\n\n',
    data: ['a'],
  },
  { name: 'a byte order mark', text: '\ufeffdata: a\n\n', data: ['a'] },
  { name: 'letters of two, three and four bytes', text: 'data: é€🌍\n\n', data: ['é€🌍'] },
  { name: 'blank lines before the first event', text: '\n\n\ndata: a\n\n', data: ['a'] },
  { name: 'an event without its blank line at the end', text: 'data: a\n\ndata: b\n', data: ['a'] },
  { name: 'nothing', text: '', data: [] },
];

test.for(SPELLINGS)(
  'an event stream with $name is read the same in every chunking',
  async ({ text, data }) => {
    const whole = bytes(text);
    const chunkings = [
      [whole],
      oneByteEach(whole),
      ...Array.from(whole, (_, at) => [whole.subarray(0, at), whole.subarray(at)]),
    ];
    for (const chunks of chunkings) {
      expect(await read(respond(chunks))).toMatchObject({ data, fault: undefined });
    }
  },
);

test.for(['text/event-stream', 'text/event-stream; charset=utf-8', 'TEXT/Event-Stream'])(
  '%s is an event stream',
  async (contentType) => {
    expect(await read(respond([sse('a')], { contentType }))).toMatchObject({ data: ['a'], fault: undefined });
  },
);

test.for([
  'text/html',
  'text/plain; charset=utf-8',
  'application/octet-stream',
  'text/event-streams',
  'application/jsonp',
  '',
])('the content type "%s" is a fault that names it, whatever the body says', async (contentType) => {
  const reading = await read(respond([sse('a')], { contentType }));

  expect(reading).toMatchObject({ data: [], fault: { type: 'content-type', contentType } });
});

test('a response without a body is a fault', async () => {
  const response = new Response(null, { status: 204, headers: { 'content-type': 'text/event-stream' } });

  expect((await read(response)).fault).toMatchObject({ type: 'content-type' });
});

test('a refused body is not read', async () => {
  const response = respond(['<html>'], { contentType: 'text/html' });

  expect(await read(response)).toMatchObject({ byteReports: 0 });
  expect(response.bodyUsed || response.body?.locked === false).toBe(true);
});

test.for([
  ['a lone continuation byte', [0x80]],
  ['a byte that is never in UTF-8', [0xff]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['half a surrogate pair', [0xed, 0xa0, 0x80]],
] as const)('%s is malformed, not a replacement character in the answer', async ([, bad]) => {
  const chunks = [bytes('data: a\n\n'), bytes('data: b'), new Uint8Array(bad), bytes('\n\n')];

  expect(await read(respond(chunks))).toMatchObject({ data: ['a'], fault: { type: 'malformed' } });
  expect(await read(respond([new Uint8Array(bad)], { contentType: JSON_TYPE }))).toMatchObject({
    fault: { type: 'malformed' },
  });
});

test('what came before a bad byte in the same chunk is kept', async () => {
  const chunk = new Uint8Array([...bytes('data: a\n\ndata: b'), 0xff, ...bytes('\n\n')]);

  expect(await read(respond([chunk]))).toMatchObject({ data: ['a'], fault: { type: 'malformed' } });
});

test('every chunk is reported, comments and blank lines too', async () => {
  const { byteReports } = await read(respond([': keep-alive\n\n', '\n', sse('a'), ': keep-alive\n\n']));

  expect(byteReports).toBe(4);
});

test('a connection that breaks is lost, with the code of its cause, after what came before', async () => {
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
  const broken = new TypeError('terminated', { cause });

  const reading = await read(respond([sse('a'), 'data: half'], { broken }));

  expect(reading).toMatchObject({ data: ['a'], fault: { type: 'lost', code: 'UND_ERR_SOCKET' } });
});

const MEGABYTE = 'x'.repeat(1024 * 1024);

function endless(piece: string): { response: Response; cancelled: () => boolean } {
  let isCancelled = false;
  const chunk = bytes(piece);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // A network never fills a whole turn of the event loop.
      await setImmediate();
      controller.enqueue(chunk);
    },
    cancel: () => void (isCancelled = true),
  });
  return {
    response: new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    cancelled: () => isCancelled,
  };
}

test.for([
  ['one endless line', MEGABYTE],
  ['endless lines of one event', `data: ${MEGABYTE}\n`],
] as const)('%s is malformed before it fills the memory', async ([, piece]) => {
  const { response, cancelled } = endless(piece);

  const reading = await read(response);

  expect(reading).toMatchObject({ data: [], fault: { type: 'malformed' } });
  expect(reading.byteReports).toBeGreaterThan(30);
  expect(reading.byteReports).toBeLessThan(40);
  // What follows is read for a second at the most, then the connection is given up.
  await expect.poll(cancelled, { timeout: 10_000 }).toBe(true);
});

test('an event of some megabytes is read', async () => {
  const { data, fault } = await read(respond(['data: ', MEGABYTE, MEGABYTE, '\n\n']));

  expect(fault).toBeUndefined();
  expect(data).toEqual([MEGABYTE + MEGABYTE]);
});
