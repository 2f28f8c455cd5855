import path from 'node:path';
import { expect, test } from 'vitest';
import { finish, run, start } from '../../support/binary.ts';
import { builtOnce, runInMemory } from '../../support/command.ts';
import { openProject } from '../../support/project.ts';
import { until } from '../../support/until.ts';

const FILES = { 'src/a.txt': 'A', 'src/b.txt': 'B', 'src/c.txt': 'C' };
const WORDS = ['map', 'Summarise.', 'src/*.txt', '--out', 'out/{name}.md'];

test('map prints its report on stdout and the receipt on stderr; again, it has nothing to do', async () => {
  await using it = await openProject(FILES, { sandbox: { answer: () => 'short' } });
  const { environment } = it;
  const first = await run(WORDS, { environment });
  const second = await runInMemory(WORDS, { environment });

  expect(first.stdout).toMatch(/^3 files: 3 saved, 0 failed\.\n/);
  expect(first.stderr).toMatch(/^\[deepseek-v4-pro · stop · 3 attempts · .*\]\n$/);
  expect(second.stdout).toMatch(/^3 files: 0 saved, 3 skipped/);
  expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
  expect(it.list()).toEqual(['out/a.md', 'out/b.md', 'out/c.md', ...Object.keys(FILES)]);
  expect(it.sandbox.exchanges).toHaveLength(3);
});

test.for(builtOnce([['edit'], ['map']]))(
  '%s takes no file that the shell put in the place of the prompt',
  async ([command, runCase]) => {
    await using it = await openProject(FILES);
    const { environment } = it;
    const files = Object.keys(FILES).map((name) => path.join(it.root, name));
    const { exitCode, stderr } = await runCase([command, ...files], { environment });

    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/a\.txt" would be the prompt, but it is a file\. Put the prompt first/);
    expect(it.sandbox.exchanges).toEqual([]);
  },
);

test('where a file fails, map ends with 1, names it in JSON too, and does only it the next time', async () => {
  const broken = new Set(['B']);
  const answer = ({ messages: [message] }: { messages: readonly { text: string }[] }) =>
    broken.has(/```\n(.)\n/.exec(message?.text ?? '')?.[1] ?? '') ? '' : 'short';
  await using it = await openProject(FILES, { sandbox: { answer } });
  const { environment } = it;
  const first = await runInMemory([...WORDS, '--json'], { environment });
  broken.clear();
  const second = await runInMemory([...WORDS, '--json', '--concurrency', '1'], { environment });

  const report = JSON.parse(first.stdout) as { answer: string; receipt: unknown };
  expect(report.answer).toMatch(/^3 files: 2 saved, 1 failed\.\n.*\| src\/b\.txt \| failed: /s);
  expect(report.receipt).toMatchObject({ status: 'incomplete', attempts: 3 });
  expect(JSON.parse(second.stdout)).toMatchObject({ receipt: { status: 'complete', attempts: 1 } });
  expect([first.exitCode, second.exitCode]).toEqual([1, 0]);
});

test.for(
  builtOnce([
    ['401', 2],
    ['402', 3],
  ]),
)('after %s map ends with %i', async ([fault, exitCode, runCase]) => {
  await using it = await openProject(FILES, { sandbox: { fault } });

  expect(await runCase(WORDS, it)).toMatchObject({ exitCode });
});

test.for(
  builtOnce([
    [['map', 'Summarise.', '--out', 'out/{path}'], /missing required argument 'files'/],
    [['map', 'Summarise.', 'src/*'], /--out <template>' not specified/],
    [['map', 'Summarise.', 'src/*', '--out', 'out.md'], /gives "out\.md" for both/],
    [
      ['map', 'Summarise.', 'src/*', '--out', '{path}.md', '--concurrency', '0'],
      /--concurrency.* It takes a whole number from 1 to 64/,
    ],
  ]),
)('%j ends with 4', async ([words, message, runCase]) => {
  await using it = await openProject(FILES);
  const { stderr, exitCode } = await runCase(words, { environment: it.environment });

  expect(stderr).toMatch(message);
  expect(exitCode).toBe(4);
  expect(it.sandbox.exchanges).toEqual([]);
});

test('an interrupt ends map with 130, and says how far it got', async () => {
  await using it = await openProject(FILES, { sandbox: { tokensPerSecond: 20 } });
  const child = start(WORDS, { environment: it.environment });
  const finished = finish(child);
  await until('upstream is writing', () => it.sandbox.exchanges.some(({ deltasSent }) => deltasSent > 2));
  child.kill('SIGINT');
  const { stdout, stderr, exitCode } = await finished;

  expect(stdout).toMatch(/^3 files: 0 saved, 3 failed\.\n/);
  expect(stderr).toMatch(/\[INCOMPLETE: 3 of 3 files are missing/);
  expect(exitCode).toBe(130);
  expect(it.list().filter((name) => name.endsWith('.md'))).toEqual([]);
});

function nothingToEmpty({ messages: [message] }: { messages: readonly { text: string }[] }): string {
  return message?.text.includes('EMPTY') ? '' : 'short';
}

test('in a pipe the report names every file, and a file that failed hides no token counts', async () => {
  const names = Array.from({ length: 15 }, (_, index) => `src/${String(index).padStart(2, '0')}.txt`);
  await using it = await openProject(
    Object.fromEntries(names.map((name, index) => [name, index === 7 ? 'EMPTY' : 'full'])),
    { sandbox: { answer: nothingToEmpty } },
  );
  const { stdout, stderr } = await runInMemory(WORDS, it);

  for (const name of names) expect(stdout).toContain(`| ${name} |`);
  expect(stderr).toMatch(/· \d+ in .*\+ \d+ out/);
});
