import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readWireEvents } from '../../../src/runapi/wire/wire-events.ts';
import { UpstreamFault, type Fault } from '../../../src/runapi/errors/fault.ts';
import { bytes, JSON_TYPE, oneByteEach, respond, sse } from '../../support/upstream.ts';

interface Reading {
  data: unknown[];
  fault: Fault | undefined;
  byteReports: number;
}

async function read(response: Response): Promise<Reading> {
  const reading: Reading = { data: [], fault: undefined, byteReports: 0 };
  try {
    const onBytes = () => (reading.byteReports += 1);
    for await (const batch of readWireEvents(response, { onBytes, hasEnded: () => false })) {
      for (const event of batch) reading.data.push(event.type === 'value' ? event.value : event.type);
    }
  } catch (error) {
    if (!(error instanceof UpstreamFault)) throw error;
    reading.fault = error.fault;
  }
  return reading;
}

const SPELLINGS: { name: string; text: string; data: unknown[] }[] = [
  { name: 'line feeds', text: 'data: "a"\n\ndata: "b"\n\n', data: ['a', 'b'] },
  {
    name: 'carriage returns with line feeds',
    text: 'data: "a"\r\n\r\ndata: "b"\r\n\r\n',
    data: ['a', 'b'],
  },
  { name: 'carriage returns', text: 'data: "a"\r\rdata: "b"\r\r: end\n', data: ['a', 'b'] },
  { name: 'no blank after the colon', text: 'data:"a"\n\n', data: ['a'] },
  { name: 'JSON over several lines', text: 'data: {\ndata: "a": 1}\n\n', data: [{ a: 1 }] },
  {
    name: 'comments between events',
    text: ': keep-alive\n\ndata: "a"\n\n: keep-alive\n\n',
    data: ['a'],
  },
  { name: 'a comment inside an event', text: 'data: {\n: keep-alive\ndata: "a": 1}\n\n', data: [{ a: 1 }] },
  {
    name: 'names, ids and unknown fields',
    text: 'event: x\nid: 1\nretry: 5\nfoo: 1\ndata: "a"\n\n',
    data: ['a'],
  },
  { name: 'a byte order mark', text: '\ufeffdata: "a"\n\n', data: ['a'] },
  { name: 'letters of two, three and four bytes', text: 'data: "é€🌍"\n\n', data: ['é€🌍'] },
  { name: 'blank lines before the first event', text: '\n\n\ndata: "a"\n\n', data: ['a'] },
  { name: 'an event without its blank line at the end', text: 'data: "a"\n\ndata: "b"\n', data: ['a', 'b'] },
  { name: 'a last line without its end', text: 'data: "a"\n\ndata: "b"', data: ['a', 'b'] },
  { name: 'a last event that is cut off', text: 'data: "a"\n\ndata: {"b', data: ['a'] },
  {
    name: 'events without blank lines between them',
    text: 'data: {"a":1}\ndata: {"b":2}\n\n',
    data: [{ a: 1 }, { b: 2 }],
  },
  {
    name: 'the end marker right under an event',
    text: 'data: {"a":1}\ndata: [DONE]\n\n',
    data: [{ a: 1 }, 'done'],
  },
  { name: 'the field name twice', text: 'data: data: {"a":1}\n\n', data: [{ a: 1 }] },
  {
    name: 'events without anything between them',
    text: 'data: {"id":1}data: {"id":2}{"id":"}{"}\n\n',
    data: [{ id: 1 }, { id: 2 }, { id: '}{' }],
  },
  { name: 'the end marker', text: 'data: [DONE]\n\n', data: ['done'] },
  { name: 'the end marker with a blank', text: 'data: [DONE] \n\n', data: ['done'] },
  { name: 'the end marker as a JSON string', text: 'data: "[DONE]"\n\n', data: ['done'] },
  {
    name: 'null, nothing and a heartbeat',
    text: 'data: null\n\ndata:\n\ndata: ping\n\ndata: "a"\n\n',
    data: ['a'],
  },
  {
    name: 'heartbeats of other spellings',
    text: ['[ping]', '"heartbeat"', '[KEEP-ALIVE]', 'OK', 'undefined', 'None', '[]', '""', '"a"']
      .map((data) => `data: ${data}\n\n`)
      .join(''),
    data: ['a'],
  },
  {
    name: 'unknown events that are not JSON',
    text: 'event: tick\ndata: still here\n\ndata: "a"\n\n',
    data: ['a'],
  },
  { name: 'an error that is not JSON', text: 'event: error\ndata: it broke\n\n', data: ['it broke'] },
  { name: 'values in arrays', text: 'data: [{"a":1},{"b":2}]\n\ndata: []\n\n', data: [{ a: 1 }, { b: 2 }] },
  {
    name: 'JSON in lines of its own',
    text: 'data: "a"\n\n{"b":1}\n\n{\n  "c": {\n    "d": 2\n  }\n}\n',
    data: ['a', { b: 1 }, { c: { d: 2 } }],
  },
  { name: 'JSON at the end without a line end', text: 'data: "a"\n\n{"b":1}', data: ['a', { b: 1 }] },
  {
    name: 'an answer in an envelope',
    text: 'data: {"code":0,"data":{"choices":[]}}\n\n',
    data: [{ choices: [] }],
  },
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
    expect(await read(respond([sse('"a"')], { contentType }))).toMatchObject({
      data: ['a'],
      fault: undefined,
    });
  },
);

const LABELS = ['text/plain; charset=utf-8', 'application/octet-stream', 'text/html', 'application/json', ''];

test.for(LABELS)('events that are called "%s" are read for what they are', async (contentType) => {
  const bodies = [
    sse('"a"'),
    '\n\ndata:"a"\n\n',
    ': hello\n\nevent: x\ndata: "a"\n\n',
    'id:1\ndata: "a"\n\n',
  ];
  for (const body of bodies) {
    for (const chunks of [[body], oneByteEach(bytes(body))]) {
      expect(await read(respond(chunks, { contentType }))).toMatchObject({ data: ['a'], fault: undefined });
    }
  }
});

test.for(['text/plain', 'application/x-ndjson', 'application/jsonl', 'text/event-stream', ''])(
  'JSON that is called "%s" is read for what it is',
  async (contentType) => {
    expect(await read(respond(['{"a":1}\n{"b":2}\n'], { contentType }))).toMatchObject({
      data: [{ a: 1 }, { b: 2 }],
      fault: undefined,
    });
  },
);

test.for(['text/html', 'text/event-stream', 'application/json', 'text/plain', ''])(
  'a page of HTML is a fault that names its type, "%s"',
  async (contentType) => {
    const reading = await read(respond(['\n <!doctype html><p>data: "a"</p>'], { contentType }));

    expect(reading).toMatchObject({ data: [], fault: { type: 'content-type', contentType } });
  },
);

test.for(['text/html', 'text/plain; charset=utf-8', 'application/octet-stream', 'text/event-streams', ''])(
  'text of the type "%s" that is neither events nor JSON is a fault that names the type',
  async (contentType) => {
    for (const body of ['', 'no', 'date: today, and more', 'database error']) {
      const reading = await read(respond([body], { contentType }));
      expect(reading).toMatchObject({ data: [], fault: { type: 'content-type', contentType } });
    }
  },
);

test('a response without a body is a fault', async () => {
  const response = new Response(null, { status: 204, headers: { 'content-type': 'text/event-stream' } });

  expect((await read(response)).fault).toMatchObject({ type: 'content-type' });
});

test.for([
  ['a lone continuation byte', [0x80]],
  ['a byte that is never in UTF-8', [0xff]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['half a surrogate pair', [0xed, 0xa0, 0x80]],
] as const)('%s is malformed, not a replacement character in the answer', async ([, bad]) => {
  const chunks = [bytes('data: "a"\n\n'), bytes('data: "b'), new Uint8Array(bad), bytes('\n\n')];

  expect(await read(respond(chunks))).toMatchObject({ data: ['a'], fault: { type: 'malformed' } });
  expect(await read(respond([new Uint8Array(bad)], { contentType: JSON_TYPE }))).toMatchObject({
    fault: { type: 'malformed' },
  });
});

test('what came before a bad byte in the same chunk is kept', async () => {
  const chunk = new Uint8Array([...bytes('data: "a"\n\ndata: "b'), 0xff, ...bytes('\n\n')]);

  expect(await read(respond([chunk]))).toMatchObject({ data: ['a'], fault: { type: 'malformed' } });
});

test('every chunk is reported, comments and blank lines too', async () => {
  const { byteReports } = await read(respond([': keep-alive\n\n', '\n', sse('"a"'), ': keep-alive\n\n']));

  expect(byteReports).toBe(4);
});

test('a connection that breaks is lost, with the code of its cause, after what came before', async () => {
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
  const broken = new TypeError('terminated', { cause });

  const fault = { type: 'lost', code: 'UND_ERR_SOCKET' };

  expect(await read(respond([sse('"a"'), 'data: "ha'], { broken }))).toMatchObject({ data: ['a'], fault });
  // A line may be whole before the one that ends its event has arrived.
  expect(await read(respond([sse('"a"'), 'data: "b"'], { broken }))).toMatchObject({
    data: ['a', 'b'],
    fault,
  });
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
  await expect.poll(cancelled).toBe(true);
});

test('an event of some megabytes is read', async () => {
  const { data, fault } = await read(respond(['data: "', MEGABYTE, MEGABYTE, '"\n\n']));

  expect(fault).toBeUndefined();
  expect(data).toEqual([MEGABYTE + MEGABYTE]);
});
