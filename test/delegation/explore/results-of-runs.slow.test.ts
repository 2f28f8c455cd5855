import { expect, test } from 'vitest';
import { openExplorer } from '../../support/explorer.ts';
import { answerOf, receiptLineOf, receiptOf, runIdOf, textOf } from '../../support/results.ts';
import { connectInMemory } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const FILES = { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'red\n' };
const read = (path: string, lines = {}) => ({ calls: [{ action: 'read', path, ...lines }] });
const edit = (path: string, old: string, fresh: string) =>
  `${path}\n<<<<<<< SEARCH\n${old}\n=======\n${fresh}\n>>>>>>> REPLACE\n`;

test('a conversation gains the question and the answer only', async () => {
  const turns = [read('a.txt'), { text: 'Two.' }, { text: 'As I said.' }];
  await using it = await openExplorer(FILES, turns);
  const first = await it.call({ prompt: 'Which is second?', conversation_id: 'new' });
  const { conversation_id } = receiptOf(first);
  await it.call({ prompt: 'Sure?', conversation_id, explore: false });

  expect(it.sent(2)).toEqual([
    { role: 'user', content: 'Which is second?' },
    { role: 'assistant', content: 'Two.' },
    { role: 'user', content: 'Sure?' },
  ]);
});

test('JSON options hold for the final answer', async () => {
  const json_schema = { type: 'object', properties: { line: { type: 'integer' } }, required: ['line'] };
  const turns = [read('a.txt'), { text: '{"line":"two"}' }, { text: '{"line":2}' }];
  await using it = await openExplorer(FILES, turns);
  const result = await it.call({ prompt: 'Which line says two?', json_schema });
  const formats = it.upstream.requests.map(
    ({ body }) => (JSON.parse(body) as Record<string, unknown>)['response_format'],
  );

  expect(result.content[0]).toEqual({ type: 'text', text: '{"line":2}' });
  expect(receiptOf(result)).toMatchObject({ status: 'complete', attempts: 3, usage: { input_tokens: 30 } });
  // JSON mode would keep the model from calling the function.
  expect(formats).toEqual([undefined, undefined, { type: 'json_object' }]);
  expect(it.sent(2).slice(0, it.sent(1).length)).toEqual(it.sent(1));
});

test('a JSON answer that looks like arguments is an answer', async () => {
  const json_schema = { type: 'object', properties: { action: { type: 'string' } } };
  await using it = await openExplorer(FILES, [read('a.txt'), { text: '{"action":"list"}' }]);

  expect(answerOf(await it.call({ prompt: 'Which action?', json_schema }))).toContain('{"action":"list"}');
  expect(it.upstream.requests).toHaveLength(2);
});

test('files that were read in full may be changed, in one part or in several', async () => {
  const turns = [
    read('a.txt', { from: 2 }),
    read('a.txt', { from: 1, to: 1 }),
    read('b.txt'),
    { text: edit('a.txt', 'two', 'TWO') + edit('b.txt', 'red', 'blue') },
  ];
  await using it = await openExplorer(FILES, turns);
  const result = await it.call({ prompt: 'Change it', save_format: 'edits' }, 'deepseek_stream');

  expect(textOf(result)).toMatch(/^Edited 2 files/);
  expect(receiptOf(result)).toMatchObject({
    edited: [{ path: 'a.txt' }, { path: 'b.txt' }],
    explored: { rounds: 3, files: [{ path: 'a.txt', ranges: [{ from: 1, to: 3 }] }, { path: 'b.txt' }] },
  });
});

test('a file that was read in part may not be changed', async () => {
  const turns = [read('a.txt', { from: 2 }), { text: edit('a.txt', 'two', 'TWO') }];
  await using it = await openExplorer(FILES, turns);
  const result = await it.call({ prompt: 'Change it', save_format: 'edits' }, 'deepseek_stream');

  expect(result.isError).toBe(true);
  expect(textOf(result)).toContain('was not sent whole');
});

test('a call returns at its wait without text, says what is looked at, and gets the answer later', async () => {
  const turns = [
    { ...read('a.txt'), text: 'I look.' },
    { text: 'The answer is', isEndless: true },
  ];
  await using it = await openExplorer(FILES, turns, { DEEPSEEK_WAIT_SECONDS: '0.5' });
  const begun = await it.call({ prompt: 'Which?' });

  expect(answerOf(begun)).toBe('');
  expect(receiptLineOf(begun)).toMatch(/^\[RUNNING · .* reading a\.txt, round 1 of 25 · /);
  expect(receiptOf(begun)).toMatchObject({
    status: 'running',
    explored: { rounds: 1, files: [{ path: 'a.txt' }] },
  });

  const other = await connectInMemory({ ...it.environment, DEEPSEEK_WAIT_SECONDS: '0.2' });
  const watched = await other.client.callTool({
    name: 'deepseek_stream',
    arguments: { run_id: runIdOf(begun) },
  });
  expect(answerOf(watched)).toBe('');
  expect(receiptOf(watched)).toMatchObject({ status: 'running', explored: { rounds: 1 } });
  await other[Symbol.asyncDispose]();

  const cancelled = await it.call({ run_id: runIdOf(begun), cancel: true }, 'deepseek_stream');
  expect(answerOf(cancelled)).toBe('The answer is');
  expect(receiptOf(cancelled)).toMatchObject({ status: 'incomplete', explored: { rounds: 1 } });
});

test('the rest of a cut answer is asked for after the rounds, and nothing is read again', async () => {
  const turns = [read('a.txt'), { text: 'The second ', isCut: true }, { text: 'is two.' }];
  await using it = await openExplorer(FILES, turns);
  const cut = await it.call({ prompt: 'Which?' });

  expect(receiptLineOf(cut)).toMatch(/^\[INCOMPLETE: in round 2 of exploring: the connection was lost/);
  const resumed = await it.call({ run_id: runIdOf(cut) }, 'deepseek_stream');
  expect(answerOf(resumed)).toBe('The second is two.');
  expect(it.sent(2).slice(0, it.sent(1).length)).toEqual(it.sent(1));
  expect(it.sent(2).slice(it.sent(1).length)).toEqual([
    { role: 'assistant', content: 'The second ' },
    { role: 'user', content: expect.stringContaining('Continue it') },
  ]);
  expect(receiptOf(resumed).explored).toMatchObject({ rounds: 1, files: [{ path: 'a.txt' }] });
});

test('a call that was cut off is asked for again', async () => {
  const turns = [
    { calls: [{ action: 'read', path: 'a.txt' }], isCut: true },
    read('a.txt'),
    { text: 'Two.' },
  ];
  await using it = await openExplorer(FILES, turns);
  const cut = await it.call({ prompt: 'Which?' });
  const resumed = await it.call({ run_id: runIdOf(cut) }, 'deepseek_stream');

  expect(it.sent(1)).toEqual(it.sent(0));
  expect(answerOf(resumed)).toBe('Two.');
  expect(receiptOf(resumed)).toMatchObject({ status: 'complete', explored: { rounds: 1 } });
});

test('a budget that is spent between two rounds keeps what was explored', async () => {
  await using it = await openExplorer(
    FILES,
    [{ ...read('a.txt'), usage: { prompt_tokens: 9000, completion_tokens: 1 } }],
    {
      DEEPSEEK_TOKEN_BUDGET: '5000',
    },
  );
  const result = await it.call({ prompt: 'Which?' });

  expect(it.upstream.requests).toHaveLength(1);
  expect(result.isError).toBe(true);
  expect(receiptLineOf(result)).toMatch(/^\[INCOMPLETE: in round 2 of exploring: .*budget/i);
  expect(receiptOf(result)).toMatchObject({ status: 'incomplete', explored: { rounds: 1 } });
});

test('progress says what is looked at', async () => {
  const turns = [read('a.txt'), { text: 'The answer', isEndless: true }];
  await using it = await openExplorer(FILES, turns, { DEEPSEEK_WAIT_SECONDS: '2' });
  const messages: string[] = [];
  await it.call({ prompt: 'Which?' }, 'deepseek_stream', {
    onprogress: ({ message = '' }) => messages.push(message),
  });

  await until('progress names the file', () =>
    messages.some((text) => text.startsWith('reading a.txt, round 1 of 25')),
  );
  expect(Math.max(...messages.map(({ length }) => length))).toBeLessThanOrEqual(160);
});
