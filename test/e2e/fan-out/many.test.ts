import { expect, test } from 'vitest';
import type { SandboxTask } from '../../../src/sandbox/task.ts';
import { openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';

/** More of them: FAN_OUT_FILES=500. */
const COUNT = Number(process.env['FAN_OUT_FILES'] ?? 100);
const FILES = Object.fromEntries(
  Array.from({ length: COUNT }, (_, number) => [`src/part-${number}.txt`, `text number ${number}\n`]),
);
const FAILING = new Set(['src/part-7.txt', 'src/part-53.txt', `src/part-${COUNT - 1}.txt`]);
const SUMMARISE = { prompt: 'Summarise.', for_each: ['src/**'], save_to: 'out/{path}.md' };

const pathIn = ({ messages }: SandboxTask) =>
  /<file path="([^"]*)"/.exec(messages.at(-1)?.text ?? '')?.[1] ?? '';

test('of many files three fail: the others are written, three named, and a second call sends only those', async () => {
  const failing = new Set(FAILING);
  const answer = (task: SandboxTask) => (failing.has(pathIn(task)) ? '' : `about ${pathIn(task)}`);
  // A busy machine is not done in the 45 seconds after which a call hands back a run that goes on.
  const environment = { DEEPSEEK_WAIT_SECONDS: '110' };
  await using it = await openSession(FILES, { sandbox: { answer }, environment });
  const first = await it.call('deepseek_stream', SUMMARISE);

  const written = it.list().filter((name) => name.startsWith('out/'));
  expect(written).toHaveLength(COUNT - 3);
  expect(it.read('out/src/part-0.txt.md')).toBe('about src/part-0.txt');
  expect(it.read(`out/src/part-${COUNT - 2}.txt.md`)).toBe(`about src/part-${COUNT - 2}.txt`);
  expect(textOf(first)).toContain(`${COUNT} files: ${COUNT - 3} saved, 3 failed.\n`);
  for (const name of FAILING) {
    expect(textOf(first)).toMatch(new RegExp(`\\| ${name} \\| failed: .*without an answer.* \\|`));
    expect(written).not.toContain(`out/${name}.md`);
  }
  // A line for each file would be longer.
  expect(textOf(first).length).toBeLessThan(4000);
  expect(receiptOf(first)).toMatchObject({
    status: 'incomplete',
    usage: { input_tokens: expect.any(Number) },
  });
  expect(textOf(first)).toContain(`[INCOMPLETE: 3 of ${COUNT} files are missing · `);
  const sent = it.sandbox.exchanges.length;

  failing.clear();
  const second = await it.call('deepseek_stream', SUMMARISE);

  const again = it.sandbox.exchanges
    .slice(sent)
    .map(({ bodyText }) => /src\/part-\d+\.txt/.exec(bodyText)?.[0] ?? '');
  expect(again).toHaveLength(3);
  expect(new Set(again)).toEqual(FAILING);
  expect(textOf(second)).toContain(
    `${COUNT} files: 3 saved, ${COUNT - 3} skipped (output exists), 0 failed.\n`,
  );
  expect(receiptOf(second)).toMatchObject({ status: 'complete' });
  expect(it.list().filter((name) => name.startsWith('out/'))).toHaveLength(COUNT);
});

test('at most eight requests are under way at once', async () => {
  const few = Object.fromEntries(Object.entries(FILES).slice(0, 20));
  await using it = await openSession(few, { sandbox: { timeToFirstTokenMs: 500 } });
  await it.call('deepseek_stream', SUMMARISE);
  const { exchanges } = it.sandbox;
  const atOnce = exchanges.map(
    ({ startedAt }) =>
      exchanges.filter((other) => other.startedAt <= startedAt && (other.endedAt ?? Infinity) > startedAt)
        .length,
  );

  expect(exchanges).toHaveLength(20);
  expect(Math.max(...atOnce)).toBe(8);
});
