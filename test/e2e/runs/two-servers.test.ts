import { expect, test } from 'vitest';
import { receiptOf, textOf } from '../../support/results.ts';
import {
  answerOf,
  call,
  createWorld,
  essay,
  joinedText,
  readToEnd,
  runIdOf,
} from '../../support/run-world.ts';

const ESSAY = essay(22);
const HASTE = { DEEPSEEK_WAIT_SECONDS: '1' };

test.concurrent("two servers on one state folder carry out runs at once and wait for each other's", async () => {
  await using world = await createWorld({ tokensPerSecond: 80, answer: () => ESSAY }, HASTE);
  await using one = await world.spawn();
  await using other = await world.connect();
  const begun = await Promise.all(
    [one, other, one, other].map((server) => call(server, 'deepseek_stream', { prompt: 'Explain.' })),
  );
  const read = await Promise.all(begun.map((result, at) => readToEnd(at % 2 === 0 ? other : one, result)));

  expect(begun.map((result) => receiptOf(result).status)).toEqual(Array(4).fill('running'));
  expect(read.map(joinedText)).toEqual(Array(4).fill(ESSAY));
  expect(new Set(begun.map(runIdOf)).size).toBe(4);
  expect(world.sandbox.exchanges).toHaveLength(4);
});

test.concurrent.for(['one server', 'two servers'] as const)(
  'two calls to %s that resume one run at the same moment send one request',
  async (servers) => {
    await using world = await createWorld({
      fault: 'length',
      faultTimes: 1,
      tokensPerSecond: 200,
      answer: () => ESSAY,
    });
    await using one = await world.connect();
    await using other = servers === 'one server' ? one : await world.spawn();
    const broken = await call(one, 'deepseek_stream', { prompt: 'Explain.' });
    const goOn = { run_id: runIdOf(broken), offset: 0 };
    const results = await Promise.all([
      call(one, 'deepseek_stream', goOn),
      call(other, 'deepseek_stream', goOn),
    ]);

    expect(world.sandbox.exchanges).toHaveLength(2);
    expect(results.map(answerOf)).toEqual([ESSAY, ESSAY]);
    expect(results.map((result) => receiptOf(result).status)).toEqual(['complete', 'complete']);
  },
);

test.concurrent.for([
  [{ run_id: 'r_nonsense' }, /"r_nonsense" is not the id of a run.*Use a recent one \(ID\)/],
  [{ run_id: '../../etc/passwd' }, /is not the id of a run.*Use a recent one \(ID\)/],
  [{ run_id: `r_${'x'.repeat(22)}` }, /There is no run r_x{22}.*Use a recent one \(ID\)/],
  [{ run_id: `r_${'x'.repeat(22)}`, cancel: true }, /There is no run r_x{22}.*Use a recent one \(ID\)/],
  [{ run_id: 'ID', prompt: 'More' }, /run_id was given together with prompt: .*Omit them/],
  [{ run_id: 'ID', model: 'x', max_tokens: 5 }, /run_id was given together with model, max_tokens/],
  [{ prompt: 'More', offset: 5 }, /offset was given without run_id\. Add the run_id/],
  [{ prompt: 'More', cancel: true }, /cancel was given without run_id\. Add the run_id/],
  [{ run_id: 'ID', offset: -1 }, /offset must be at least 0, got -1/],
] as const)('%j is refused with the way out, and nothing is sent', async ([given, message]) => {
  await using world = await createWorld({ answer: () => 'Forty-two.' });
  await using server = await world.connect();
  const id = runIdOf(await call(server, 'deepseek_chat', { prompt: 'How many?' }));
  const named = 'run_id' in given && given.run_id === 'ID' ? { ...given, run_id: id } : given;
  const refused = await call(server, 'deepseek_stream', named);

  expect(refused.isError).toBe(true);
  expect(textOf(refused).replaceAll(id, 'ID')).toMatch(message);
  expect(world.sandbox.exchanges).toHaveLength(1);
});
