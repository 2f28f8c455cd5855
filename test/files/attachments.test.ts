import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../support/binary.ts';
import { receiptLineOf, receiptOf, textOf } from '../support/results.ts';
import { connectInMemory } from '../support/server.ts';
import { sentMessages, setUp, type SetUp } from '../support/setup.ts';

async function write({ project }: SetUp, files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(project, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

function sentText(it: SetUp, exchange = 0): string {
  return sentMessages(it, exchange)
    .map(({ content }) => (typeof content === 'string' ? content : ''))
    .join('\n');
}

const PROJECT = {
  'src/b.ts': 'const b = 2;\n',
  'src/a.ts': 'line 1\nline 2\nline 3\n',
  'dist/built.ts': 'never',
  '.gitignore': 'dist/\n',
  'logo.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
  '.env': 'PASSWORD=canary-1\n',
};

test('files come before the prompt, each under its path, in the order of paths, and are in the receipt', async () => {
  await using it = await setUp();
  await write(it, PROJECT);
  const result = await it.call('deepseek_chat', { prompt: 'Review it.', files: ['src/b.ts', 'src/*.ts'] });

  expect(sentText(it)).toBe(
    '<file path="src/a.ts">\n```\nline 1\nline 2\nline 3\n```\n</file>\n\n<file path="src/b.ts">\n```\nconst b = 2;\n```\n</file>\n\nReview it.',
  );
  expect(receiptOf(result).files).toEqual([
    {
      path: 'src/a.ts',
      bytes: 21,
      sha256: createHash('sha256').update('line 1\nline 2\nline 3\n').digest('hex'),
    },
    expect.objectContaining({ path: 'src/b.ts', bytes: 13 }),
  ]);
});

test('what a glob leaves out is told, with the reason', async () => {
  await using it = await setUp();
  await write(it, PROJECT);
  const result = await it.call('deepseek_chat', { prompt: 'Review it.', files: ['**/*'] });

  expect(receiptLineOf(result)).toMatch(/left out: \.env is not sent: by its name/);
  expect(receiptLineOf(result)).toContain('logo.png');
  expect(sentText(it)).not.toContain('canary');
  expect(sentText(it)).not.toContain('never');
});

test.for([
  [['../outside.txt'], /"..\/outside.txt" is outside the folders/],
  [['nothing.ts'], /"nothing.ts" does not exist/],
  [['logo.png'], /logo.png.* binary/],
  [['.env'], /".env" is not sent: by its name/],
  [['src/a.ts:9-10'], /has no lines 9 to 10: it has 3 lines/],
  [['*.rs'], /"\*.rs" matches no file/],
  [['src'], /"src" is a folder/],
] as const)('%j is refused with the reason, and nothing is sent', async ([files, message]) => {
  await using it = await setUp();
  await write(it, PROJECT);
  const result = await it.call('deepseek_chat', { prompt: 'Review it.', files });

  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(message);
  expect(it.sandbox.exchanges).toEqual([]);
});

test('too much is refused before anything is sent, with the largest files', async () => {
  await using it = await setUp({}, { DEEPSEEK_MAX_INPUT_BYTES: '1000' });
  await write(it, { 'small.txt': 'x'.repeat(300), 'large.txt': 'x'.repeat(900) });
  const result = await it.call('deepseek_chat', { prompt: 'Review.', files: ['*.txt'] });

  expect(textOf(result)).toMatch(
    /2 files add up to 1,200 bytes; one call takes 1,000 .*The largest: large.txt \(900 bytes\), small.txt/,
  );
  expect(it.sandbox.exchanges).toEqual([]);
});

test('lines, messages and the command take files as well', async () => {
  await using it = await setUp();
  await write(it, PROJECT);
  await it.call('deepseek_chat', {
    files: ['src/a.ts:2'],
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is it?' },
    ],
  });
  const words = ['chat', '--file', 'src/b.ts', '--file', 'src/a.ts', 'Review it.'];
  const { exitCode } = await run(words, { environment: it.environment });

  expect(sentText(it)).toBe(
    'Be brief.\n<file path="src/a.ts" lines="2-2">\n```\nline 2\n```\n</file>\n\nWhat is it?',
  );
  expect(exitCode).toBe(0);
  expect(sentText(it, 1)).toMatch(/path="src\/a.ts"[^]*path="src\/b.ts"[^]*Review it\.$/);
});

test('without roots there are no files, and the message says what to do', async () => {
  await using it = await setUp();
  await using closed = await connectInMemory({ ...it.environment, DEEPSEEK_ROOTS: 'none' });
  const result = await closed.client.callTool({
    name: 'deepseek_chat',
    arguments: { prompt: 'Review.', files: ['a.ts'] },
  });

  expect(textOf(result)).toMatch(/No folder is configured .* ask the user to set DEEPSEEK_ROOTS/);
  expect(it.sandbox.exchanges).toEqual([]);
});
