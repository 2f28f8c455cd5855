import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EMPTY_COMPLETION } from '../../src/chat/completion.ts';
import type { Usage } from '../../src/chat/usage.ts';
import { temporaryFolder } from '../support/folder.ts';
import { end, openStore, runsFolder, say, start } from '../support/run-samples.ts';

const request = {
  ...start().request,
  messages: [{ role: 'assistant', content: 'a lot of kept text' } as const],
};

test('a continued answer is one text, with the finish of the continuation and the usage of both', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const first = await store.create(start());
  say(first, 'one ');
  first.append({ type: 'reasoning-delta', text: 'hm ', signature: 'a' });
  first.append({ type: 'tool-call-delta', index: 0, id: 'c1', name: 'cut', arguments: '{"a' });
  first.append({ type: 'usage', usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 } });
  first.append({ type: 'finish', reason: 'length' });
  await first.end(end({ status: 'incomplete' }));

  const { writer, snapshot } = await store.resume(first.id);
  expect(snapshot).toMatchObject({
    state: 'ended',
    end: end({ status: 'incomplete' }),
    answer: { finish_reason: 'length' },
  });
  writer.noteContinuation(request);
  say(writer, 'two');
  writer.append({ type: 'reasoning-delta', text: 'aha', signature: 'b' });
  await expect.poll(async () => (await store.read(first.id)).answer.text).toBe('one two');
  expect(await store.read(first.id)).toMatchObject({
    state: 'running',
    end: null,
    answer: { finish_reason: null },
  });
  writer.append({ type: 'tool-call-delta', index: 0, id: 'c2', name: 'whole', arguments: '{}' });
  writer.append({
    type: 'usage',
    usage: { input_tokens: 20, output_tokens: 7, total_tokens: 27, reasoning_tokens: 3 },
  });
  writer.append({ type: 'finish', reason: 'stop' });
  await writer.end(end());

  const { answer, start: begun } = await openStore(folder.path).read(first.id);
  expect(answer).toEqual({
    text: 'one two',
    reasoning: 'hm aha',
    reasoning_signature: '',
    tool_calls: [{ id: 'c2', type: 'function', function: { name: 'whole', arguments: '{}' } }],
    usage: {
      input_tokens: 30,
      output_tokens: 12,
      total_tokens: 42,
      reasoning_tokens: null,
      cached_input_tokens: null,
    },
    finish_reason: 'stop',
  });
  // What is needed to go on is the first request; the rest of the second is in the log as text already.
  expect(begun).toEqual(start());
  const log = await readFile(path.join(runsFolder(folder.path), `${first.id}.jsonl`), 'utf8');
  expect(log).not.toContain('a lot of kept text');
  expect(log).toContain('"continuation"');
});

test('tool calls that come whole stay apart', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  for (const name of ['one', 'two']) {
    writer.append({ type: 'tool-call-delta', index: null, name, arguments: '{}' });
  }
  await writer.end(end());

  const { tool_calls } = (await store.read(writer.id)).answer;
  expect(tool_calls.map((call) => call.function)).toEqual([
    { name: 'one', arguments: '{}' },
    { name: 'two', arguments: '{}' },
  ]);
});

test.each<{ parts: (Partial<Usage> | 'cut off' | null)[]; sum: Partial<Usage> | null }>([
  { parts: [null, null], sum: null },
  // Nothing was received, so nothing was paid for.
  {
    parts: [null, { input_tokens: 4, output_tokens: 2 }],
    sum: { input_tokens: 4, output_tokens: 2, total_tokens: 6 },
  },
  { parts: ['cut off', { input_tokens: 4, output_tokens: 2 }], sum: null },
  {
    parts: [{ input_tokens: 100 }, { input_tokens: 110, output_tokens: 50, total_tokens: 160 }],
    sum: { input_tokens: 210, output_tokens: null, total_tokens: null },
  },
])('the usage of $parts is $sum', async ({ parts, sum }) => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  for (const [place, usage] of parts.entries()) {
    if (place > 0) writer.noteContinuation(request);
    if (usage === 'cut off') say(writer, 'A part');
    else if (usage) writer.append({ type: 'usage', usage });
  }
  await writer.end(end());

  const { usage } = (await store.read(writer.id)).answer;
  expect(usage).toEqual(sum && { ...usage, ...sum });
});

test('what replaces an answer takes the place of all before it, and goes on from there', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  say(writer, 'not JSON');
  writer.replace({ ...EMPTY_COMPLETION, text: '{"a":' });
  say(writer, '1}');
  await writer.end(end());

  expect((await store.read(writer.id)).answer.text).toBe('{"a":1}');
  expect((await store.list())[0]?.characters).toBe(7);
});
