import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { readJsonDocuments } from '../../../src/runapi/wire/json-document.ts';
import { readText } from '../../../src/runapi/wire/response-text.ts';
import { UpstreamFault, type Fault } from '../../../src/runapi/errors/fault.ts';
import { bytes, JSON_TYPE, oneByteEach, respond, splitAt } from '../../support/upstream.ts';

function readBody({ body }: Response): AsyncGenerator<unknown, void, void> {
  if (!body) throw new Error('The response has no body.');
  return readJsonDocuments(readText(body, { onBytes: () => {}, hasEnded: () => false }));
}

async function read(
  chunks: readonly (string | Uint8Array)[],
): Promise<{ values: unknown[]; fault: Fault | undefined }> {
  const values: unknown[] = [];
  try {
    for await (const value of readBody(respond(chunks))) values.push(value);
  } catch (error) {
    if (!(error instanceof UpstreamFault)) throw error;
    return { values, fault: error.fault };
  }
  return { values, fault: undefined };
}

/** A document gives the same in one piece, byte by byte, and split in two anywhere. */
async function readInEveryChunking(text: string): Promise<{ values: unknown[]; fault: Fault | undefined }> {
  const whole = bytes(text);
  const expected = await read([whole]);
  const chunkings = [oneByteEach(whole), ...Array.from(whole, (_, offset) => splitAt(whole, offset))];
  for (const chunks of chunkings) {
    const { values, fault } = await read(chunks);
    expect({ values, type: fault?.type }).toEqual({ values: expected.values, type: expected.fault?.type });
  }
  return expected;
}

test.for<{ name: string; text: string; values: unknown[] }>([
  { name: 'an object is one value', text: '{"a":[1,{"b":null}]}', values: [{ a: [1, { b: null }] }] },
  { name: 'an array gives its elements', text: '[{"a":1},{"b":[2]}]', values: [{ a: 1 }, { b: [2] }] },
  { name: 'an array over several lines', text: '[{"a":1}\n,\n{"b":2}\n]\n', values: [{ a: 1 }, { b: 2 }] },
  { name: 'an empty array gives nothing', text: '[]', values: [] },
  { name: 'blank lines before and after', text: '\n\n \r\n{"a":1}\n\n', values: [{ a: 1 }] },
  {
    name: 'documents one after another',
    text: '{"a":1}\n{"b":2} {"c":3}\n',
    values: [{ a: 1 }, { b: 2 }, { c: 3 }],
  },
  { name: 'blank lines before an array', text: '\n\n[{"a":1},{"b":2}]', values: [{ a: 1 }, { b: 2 }] },
  { name: 'a byte order mark', text: '\ufeff{"a":1}', values: [{ a: 1 }] },
  { name: 'letters of several bytes', text: '{"a":"é€🌍"}', values: [{ a: 'é€🌍' }] },
  { name: 'escapes', text: '{"a":"\\u00e9\\ud83c\\udf0d\\n\\"\\\\"}', values: [{ a: 'é🌍\n"\\' }] },
])('$name, in every chunking', async ({ text, values }) => {
  expect(await readInEveryChunking(text)).toEqual({ values, fault: undefined });
});

test('the elements of an array come as soon as they are complete', async () => {
  const { writable, readable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const response = new Response(readable, { headers: { 'content-type': JSON_TYPE } });
  const values = readBody(response);

  void writer.write(bytes('[{"a":1}'));
  expect(await values.next()).toEqual({ done: false, value: { a: 1 } });
  void writer.write(bytes(',{"b":2}'));
  expect(await values.next()).toEqual({ done: false, value: { b: 2 } });
  void writer.write(bytes(']'));
  void writer.close();
  expect(await values.next()).toEqual({ done: true, value: undefined });
});

test.for([
  { whole: '{"a":"text","b":[1,{"c":true}]}', elements: 0 },
  { whole: '[{"a":1},{"b":[2]}]', elements: 2 },
])('$whole that is cut off is closed, after the elements that were whole', async ({ whole, elements }) => {
  const expected = (await read([whole])).values;
  for (let length = 0; length < whole.length; length += 1) {
    const { values, fault } = await read([whole.slice(0, length)]);
    expect({ length, fault }).toEqual({ length, fault: { type: 'closed', finished: false } });
    expect(values.length).toBeLessThanOrEqual(elements);
    expect(values).toEqual(expected.slice(0, values.length));
  }
});

test.for(['', '\n\n \n'])('a document that is %j is closed', async (text) => {
  expect(await read([text])).toEqual({ values: [], fault: { type: 'closed', finished: false } });
});

test.for(['<html></html>', 'data: {"a":1}\n\n', 'nothing', "{'a':1}", '{"a":1,}x', '{"a":1}}', '{"a":1}\nx'])(
  'what is no JSON (%s) is malformed in every chunking',
  async (text) => {
    const { fault } = await readInEveryChunking(text);

    expect(fault).toMatchObject({ type: 'malformed' });
  },
);

test('the elements before garbage are kept, in every chunking', async () => {
  const { values, fault } = await readInEveryChunking('[{"a":1},{"b":2},nonsense');

  expect(values).toEqual([{ a: 1 }, { b: 2 }]);
  expect(fault).toMatchObject({ type: 'malformed' });
});

test('the elements of an array are not kept in memory once they were emitted', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const values = readBody(respond(['[{"a":1},{"a":2},', '{"a":3},', '{"a":4}]']));
  const next = async () => new WeakRef((await values.next()).value as object);
  const emitted = [await next(), await next(), await next()];
  // A WeakRef holds on to its object until the end of the turn.
  await new Promise(setImmediate);
  collectGarbage();

  expect(emitted.slice(0, 2).map((reference) => reference.deref())).toEqual([undefined, undefined]);
  expect(await values.next()).toEqual({ done: false, value: { a: 4 } });
});
