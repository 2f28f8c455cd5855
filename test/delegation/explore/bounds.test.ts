import { expect, test } from 'vitest';
import { openExplorer } from '../../support/explorer.ts';
import { answerOf, receiptLineOf, receiptOf } from '../../support/results.ts';

const FILES = {
  'a.txt': 'some words\n'.repeat(300),
  'b.txt': 'other words\n'.repeat(300),
  'c.txt': `${'x'.repeat(200)} words\n`.repeat(9),
};
const read = (path: string) => ({ calls: [{ action: 'read', path }] });
const look = (number: number) => ({ calls: [{ action: 'search', pattern: `word${number}` }] });

test('after the last round an answer is due, and is complete if it comes', async () => {
  await using it = await openExplorer(FILES, [look(1), look(2), { text: 'Nowhere.' }], {
    DEEPSEEK_EXPLORE_ROUNDS: '2',
  });
  const result = await it.call({ prompt: 'Where?' });

  expect(it.results(1)[0]).not.toContain('final answer');
  expect(it.results(2)[0]).toMatch(
    /No more calls are answered: the limit of 2 rounds .* Give your final answer now/,
  );
  expect(answerOf(result)).toBe('Nowhere.');
  expect(receiptOf(result)).toMatchObject({ status: 'complete', explored: { rounds: 2 } });
});

test('a model that goes on reading is INCOMPLETE, with the bound', async () => {
  await using it = await openExplorer(FILES, [look(1), look(2), { ...look(3), text: 'One more.' }], {
    DEEPSEEK_EXPLORE_ROUNDS: '2',
  });
  const result = await it.call({ prompt: 'Where?' });

  expect(it.upstream.requests).toHaveLength(3);
  expect(result.isError).toBe(true);
  expect(receiptLineOf(result)).toMatch(
    /^\[INCOMPLETE: the limit of 2 rounds was reached \(DEEPSEEK_EXPLORE_ROUNDS\)/,
  );
  expect(answerOf(result)).toBe('One more.');
  expect(receiptOf(result)).toMatchObject({ status: 'incomplete', explored: { rounds: 2 } });
});

test('files and all that is read count together', async () => {
  await using it = await openExplorer(FILES, [read('b.txt'), { text: 'Enough.' }], {
    DEEPSEEK_MAX_INPUT_BYTES: '5000',
  });
  const result = await it.call({ prompt: 'Where?', files: ['a.txt'] });
  const [part = ''] = it.results(1);

  expect(part).toMatch(/^b\.txt, lines 1 to \d+ of 300/);
  expect(part).toMatch(/For the rest: project \{"action":"read","path":"b\.txt","from":\d+\}$/);
  expect(receiptOf(result).explored?.bytes).toBeLessThanOrEqual(5000 - 3300);
});

test('what is too large ends the exploring', async () => {
  const turns = [read('b.txt'), { calls: [{ action: 'search', pattern: 'words' }] }, { text: 'Enough.' }];
  await using it = await openExplorer(FILES, turns, { DEEPSEEK_MAX_INPUT_BYTES: '3600' });
  const result = await it.call({ prompt: 'Where?' });
  const sizes = it.upstream.requests.map((_, place) => Buffer.byteLength(it.results(place).join('')));

  expect(it.results(2)[0]).toMatch(
    /larger than what may still be read\.\n\nNo more calls are answered: the limit of 3600 bytes/,
  );
  expect(Math.max(...sizes)).toBeLessThanOrEqual(3600);
  expect(receiptOf(result)).toMatchObject({ status: 'complete', explored: { rounds: 2, refused: 1 } });
});

test('the same call three times in a row ends the exploring, whatever the order of its arguments', async () => {
  const turns = [
    { calls: ['{"action":"read","path":"a.txt"}'] },
    { calls: ['{"path":"a.txt","action":"read"}'] },
    { calls: ['{"path":"a.txt","action":"read","from":null}'] },
  ];
  await using it = await openExplorer(FILES, turns);
  const result = await it.call({ prompt: 'Where?' });

  expect(it.results(3)[0]).toMatch(/^This call was not answered\.\n\nNo more calls .* three times in a row/);
  expect(it.upstream.requests).toHaveLength(4);
  expect(receiptLineOf(result)).toMatch(/^\[INCOMPLETE: the same call was made three times in a row/);
});

test('of very many calls in one answer some are not answered, and each has its result', async () => {
  const calls = Array.from({ length: 40 }, (_, number) => ({ action: 'search', pattern: `w${number}` }));
  await using it = await openExplorer(FILES, [{ calls }, { text: 'Enough.' }]);
  await it.call({ prompt: 'Where?' });

  expect(it.results(1)).toHaveLength(40);
  expect(it.results(1).at(-1)).toMatch(/not answered: at most 32/);
});

test.for([
  [
    { tools: [{ type: 'function', function: { name: 'f' } }] },
    'deepseek_chat',
    /`?explore`? was given together with `?tools`?/,
  ],
  [{ tool_choice: 'none' }, 'deepseek_chat', /tool_choice/],
  [{ for_each: ['*.txt'], save_to: 'out/{name}' }, 'deepseek_stream', /for_each/],
] as const)('explore excludes %j', async ([args, tool, expected]) => {
  await using it = await openExplorer(FILES, [{ text: 'Unasked.' }]);
  const result = await it.call({ prompt: 'Where?', ...args }, tool);

  expect(result.isError).toBe(true);
  expect(JSON.stringify(result.content)).toMatch(expected);
  expect(it.upstream.requests).toHaveLength(0);
});

test('without roots there is nothing to explore, and nothing is sent', async () => {
  await using it = await openExplorer(FILES, [{ text: 'Unasked.' }], { DEEPSEEK_ROOTS: 'none' });
  const result = await it.call({ prompt: 'Where?' });

  expect(JSON.stringify(result.content)).toContain('DEEPSEEK_ROOTS');
  expect(it.upstream.requests).toHaveLength(0);
});

test('a dry run shows the bounds, and sends nothing', async () => {
  await using it = await openExplorer(FILES, [{ text: 'Unasked.' }], { DEEPSEEK_EXPLORE_ROUNDS: '7' });
  const result = await it.call({ prompt: 'Where?', dry_run: true });

  expect(JSON.stringify(result.content)).toMatch(/explore: at most 7 rounds/);
  expect(receiptLineOf(result)).toMatch(/^\[DRY RUN · deepseek-v4-flash · 1 to 8 requests/);
  expect(it.upstream.requests).toHaveLength(0);
});
