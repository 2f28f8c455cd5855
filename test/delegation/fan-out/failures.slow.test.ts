import { expect, test } from 'vitest';
import { RANDOM, write } from '../../support/files.ts';
import { openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { until } from '../../support/until.ts';

const MANY = Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`src/${number}.txt`, 'text']));
const CALL = { prompt: 'Summarise.', for_each: ['src/**'], save_to: 'out/{path}.md' };

test('a file that turns out to be binary or secret fails alone, and is not sent', async () => {
  const files = {
    'src/a.txt': 'plain',
    'src/binary.dat': Buffer.from([0, 1, 2, 0xff]),
    'src/token.ts': `const token = 'ghp_${RANDOM.slice(0, 36)}';`,
  };
  await using it = await openSession(files);
  const result = await it.call('deepseek_stream', CALL);

  expect(textOf(result)).toMatch(/^3 files: 1 saved, 2 failed\./);
  expect(textOf(result)).toMatch(/\| src\/binary\.dat \| failed: .*(binary|UTF-8).* \| – \|/);
  expect(textOf(result)).toMatch(/\| src\/token\.ts \| failed: .*is not sent.* \| – \|/);
  expect(it.sandbox.exchanges).toHaveLength(1);
  expect(it.sandbox.exchanges[0]?.bodyText).not.toContain(RANDOM.slice(0, 36));
});

test('where every file fails, the call is an error', async () => {
  await using it = await openSession({ 'src/a.dat': Buffer.from([0, 1]), 'src/b.dat': Buffer.from([0, 2]) });
  const result = await it.call('deepseek_stream', CALL);

  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(
    /^2 files: 0 saved, 2 failed\..* · All 2 files failed\. Correct what the table names/s,
  );
});

test('a file that somebody makes where an item failed is not taken for its output', async () => {
  let isFailing = true;
  const answer = () => (isFailing ? '' : 'an answer');
  await using it = await openSession({ 'src/a.txt': 'a', 'src/b.txt': 'b' }, { sandbox: { answer } });
  await it.call('deepseek_stream', CALL);
  write(it.root, { 'out/src/a.txt.md': 'of somebody else' });
  isFailing = false;
  const again = await it.call('deepseek_stream', CALL);

  expect(textOf(again)).toMatch(/^2 files: 1 saved, 1 failed\./);
  expect(textOf(again)).toMatch(/out\/src\/a\.txt\.md was made by somebody else: delete it/);
  expect(it.read('out/src/a.txt.md')).toBe('of somebody else');
});

test('an item that failed and was resumed by itself is done', async () => {
  await using it = await openSession(
    { 'src/a.txt': 'a' },
    {
      sandbox: {
        answer: () => 'an answer of ten words or more, just to be cut off',
        fault: 'length',
        faultTimes: 1,
      },
    },
  );
  const cut = textOf(await it.call('deepseek_stream', CALL));
  const id = /\(run (r_[\w-]+)\)/.exec(cut)?.[1];
  await it.call('deepseek_stream', { run_id: id });
  expect(it.exists('out/src/a.txt.md')).toBe(true);
  const again = await it.call('deepseek_stream', CALL);

  expect(textOf(again)).toMatch(/^1 file: 0 saved, 1 skipped \(output exists\), 0 failed\./);
  expect(it.sandbox.exchanges).toHaveLength(2);
});

test('ignored files and files with a secret name are skipped and named', async () => {
  await using it = await openSession({
    'src/a.txt': 'x',
    'src/.env': 'A=1',
    'src/.gitignore': 'b.txt\n',
    'src/b.txt': 'b',
  });
  const result = await it
    .call('deepseek_stream', { ...CALL, for_each: ['src/*.txt', 'src/.env*', 'src/a.txt'] })
    .then(() => it.call('deepseek_stream', { ...CALL, overwrite: true, for_each: ['src/**'] }));

  expect(textOf(result)).toMatch(/2 ignored/);
  expect(textOf(result)).toMatch(/Ignored:\n- src\/\.env .*\n- src\/b\.txt .*\.gitignore/);
});

test.for(['401', '402'] as const)(
  'after %s the rest is not sent, and the call is an error',
  async (fault) => {
    await using it = await openSession(MANY, { sandbox: { fault } });
    const result = await it.call('deepseek_stream', CALL);

    expect(it.sandbox.exchanges.length).toBeLessThanOrEqual(8);
    expect(textOf(result)).toMatch(/^40 files: 0 saved, [1-8] failed, 3[2-9] not sent\./);
    expect(result.isError).toBe(true);
    expect(receiptOf(result).status).toBe('incomplete');
  },
);

test('a spent budget stops the rest, from what was really used', async () => {
  await using it = await openSession(MANY, { environment: { DEEPSEEK_TOKEN_BUDGET: '300' } });
  const result = await it.call('deepseek_stream', CALL);
  const { length } = it.sandbox.exchanges;

  expect(length).toBeGreaterThan(1);
  expect(length).toBeLessThan(40);
  // What is under way is reserved by a high estimate, so that the limit may be reached before it is spent.
  expect(receiptOf(result).usage?.total_tokens).toBeGreaterThan(0);
  expect(textOf(result)).toMatch(/token budget of this process is reached: \d+ of 300 tokens are spent/);
  expect(it.list().filter((name) => name.startsWith('out/'))).toHaveLength(length);

  // What was reserved and not used is free again, for as long as the limit is not reached.
  for (let calls = 0; calls < 3; calls += 1) await it.call('deepseek_stream', CALL);
  expect(it.sandbox.exchanges.length).toBeLessThan(length + 4);
});

test('a cancelled call stops upstream, sends no more, and touches no target', async () => {
  await using it = await openSession(MANY, { sandbox: { tokensPerSecond: 50 } });
  const controller = new AbortController();
  const call = it.client
    .callTool({ name: 'deepseek_stream', arguments: CALL }, { signal: controller.signal })
    .catch(() => 'cancelled');
  await until(
    'eight are being written',
    () => it.sandbox.exchanges.filter(({ deltasSent }) => deltasSent > 4).length === 8,
  );
  controller.abort();
  await call;
  await until(
    'upstream has stopped',
    () => it.sandbox.exchanges.every(({ outcome }) => outcome === 'client-left'),
    1000,
  );

  expect(it.sandbox.exchanges).toHaveLength(8);
  expect(it.list().filter((name) => name.startsWith('out/'))).toEqual([]);
});
