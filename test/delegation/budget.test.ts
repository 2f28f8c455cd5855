import { expect, test } from 'vitest';
import { openSession } from '../support/project.ts';
import { receiptOf, textOf } from '../support/results.ts';

const SPENT =
  /token budget of this process is reached: (\d+) of \d+ tokens are spent \(DEEPSEEK_TOKEN_BUDGET\)\. Nothing was sent\./;
const total = async (call: Promise<Parameters<typeof receiptOf>[0]>) =>
  receiptOf(await call).usage?.total_tokens ?? 0;

test('what counts is what was really used, also by an answer that is not whole', async () => {
  await using it = await openSession(
    {},
    { sandbox: { fault: 'length' }, environment: { DEEPSEEK_TOKEN_BUDGET: '200' } },
  );
  let spent = 0;
  for (; spent < 200;) spent += await total(it.call('deepseek_chat', { prompt: 'Hello', max_tokens: 5000 }));
  const sent = it.sandbox.exchanges.length;
  const refused = await it.call('deepseek_chat', { prompt: 'Hello' });

  expect(sent).toBeGreaterThan(1);
  expect(SPENT.exec(textOf(refused))?.[1]).toBe(String(spent));
  expect(refused.isError).toBe(true);
  expect(it.sandbox.exchanges).toHaveLength(sent);
});

test('a spent budget refuses every way of sending, and leaves no run, file or conversation behind', async () => {
  const files = { 'a.txt': 'text' };
  await using it = await openSession(files, {
    sandbox: { fault: 'length', faultTimes: 1 },
    environment: { DEEPSEEK_TOKEN_BUDGET: '10' },
  });
  const { run_id } = receiptOf(await it.call('deepseek_stream', { prompt: 'Hello' }));
  const runs = (await it.client.listResources()).resources.length;
  const refused = [
    await it.call('deepseek_chat', { prompt: 'Hello', conversation_id: 'new' }),
    await it.call('deepseek_stream', { prompt: 'Hello', save_to: 'out.md' }),
    await it.call('deepseek_stream', { prompt: 'Hello', for_each: ['a.txt'], save_to: '{path}.md' }),
    await it.call('deepseek_stream', { run_id }),
  ];

  for (const result of refused) expect(textOf(result)).toMatch(SPENT);
  expect(it.sandbox.exchanges).toHaveLength(1);
  expect(it.list()).toEqual(['a.txt']);
  expect((await it.client.listResources()).resources).toHaveLength(runs);
});

test('the JSON that a repair would ask for is not asked for once the budget is spent', async () => {
  await using it = await openSession(
    {},
    { sandbox: { fault: 'wrong-json' }, environment: { DEEPSEEK_TOKEN_BUDGET: '10' } },
  );
  const result = await it.call('deepseek_chat', { prompt: 'As JSON', json_schema: { type: 'array' } });

  expect(it.sandbox.exchanges).toHaveLength(1);
  expect(textOf(result)).toMatch(/\[INCOMPLETE: the answer is not the JSON that was asked for/);
});
