import { expect, test } from 'vitest';
import { run } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { openProject, type Project } from '../../support/project.ts';

const FILES = { 'src/a.ts': 'one\ntwo\nthree\n', 'src/b.ts': 'b();\n', '.env': 'NAME=value\n' };

/** In the project's folder, which is the root where nothing else is set. */
function runThere({ root, environment }: Project, ...words: string[]) {
  const { DEEPSEEK_ROOTS: _roots, ...rest } = environment;
  return run(words, { environment: rest, cwd: root });
}

test('--file sends files and line ranges before the prompt, those of the working folder by default', async () => {
  await using it = await openProject(FILES);
  const { exitCode } = await runThere(it, 'chat', '--file', 'src/b.ts', '--file', 'src/a.ts:2', 'Review.');

  expect(exitCode).toBe(0);
  expect(it.sent(0)[0]?.content).toBe(
    '<file path="src/a.ts" lines="2-2">\n```\ntwo\n```\n</file>\n\n<file path="src/b.ts">\n```\nb();\n```\n</file>\n\nReview.',
  );
});

test.for([
  ['.env', /^error: .*\.env.* is not sent/],
  ['../x', /^error: .*is outside/],
] as const)('--file %s ends with 4, and nothing is sent', async ([file, message]) => {
  await using it = await openProject(FILES);
  const { stdout, stderr, exitCode } = await runInMemory(['chat', '--file', file, 'Review.'], it);

  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(exitCode).toBe(4);
  expect(it.sandbox.exchanges).toEqual([]);
});

test('--out saves the answer and prints none of it', async () => {
  await using it = await openProject(FILES, { sandbox: { answer: () => '# Report\n' } });
  const { stdout, stderr, exitCode } = await runThere(it, 'chat', '--out', 'docs/report.md', 'Write.');

  expect(it.read('docs/report.md')).toBe('# Report\n');
  expect(stdout).toBe('');
  expect(stderr).toMatch(
    /^saved to docs\/report\.md \(9 bytes, \+1 −0 lines, SHA-256 [0-9a-f]{64}\)\n\[deepseek-v4-pro · stop/,
  );
  expect(exitCode).toBe(0);
});

test('--save-format code saves what is in the fences', async () => {
  await using it = await openProject(FILES, {
    sandbox: { answer: () => 'Here:\n\n```ts\nmade();\n```\n\nDone.' },
  });
  await runInMemory(['chat', '--out', 'made.ts', '--save-format', 'code', 'Write.'], it);

  expect(it.read('made.ts')).toBe('made();\n');
});

test('a file that exists is replaced only with --overwrite', async () => {
  await using it = await openProject(FILES, { sandbox: { answer: () => 'new' } });
  const refused = await runInMemory(['chat', '--out', 'src/b.ts', 'Write.'], it);

  expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('exists already') });
  expect(it.sandbox.exchanges).toEqual([]);
  expect(it.read('src/b.ts')).toBe('b();\n');

  const words = ['chat', '--out', 'src/b.ts', '--overwrite', 'Write.'];
  expect((await runInMemory(words, it)).exitCode).toBe(0);
  expect(it.read('src/b.ts')).toBe('new');
});

test('tool calls without a text make no empty file: they are printed', async () => {
  await using it = await openProject(FILES);
  const tools = JSON.stringify([{ type: 'function', function: { name: 'weather' } }]);
  const words = ['chat', '--model', 'deepseek-v4-flash', '--tools', tools, '--out', 'out.md', 'Weather?'];
  const { stdout, stderr, exitCode } = await runInMemory(words, it);

  expect(it.exists('out.md')).toBe(false);
  expect(stdout).toMatch(/^```json tool_calls\n/);
  expect(stderr).toMatch(/NOT SAVED: The answer is tool calls without a text/);
  expect(exitCode).toBe(1);
});
