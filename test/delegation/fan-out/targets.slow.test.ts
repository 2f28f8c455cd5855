import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { write } from '../../support/files.ts';
import { openSession } from '../../support/project.ts';
import { textOf } from '../../support/results.ts';

const FILES = { 'a.md': 'A', 'docs/b.md': 'B', 'docs/deep/c.txt': 'C' };
const OPTIONS = { sandbox: { answer: () => 'made' } };

test.for([
  ['out/{path}.md', ['out/a.md.md', 'out/docs/b.md.md', 'out/docs/deep/c.txt.md']],
  ['out/{name}.{ext}', ['out/a.md', 'out/b.md', 'out/c.txt']],
  ['{dir}/{name}-de.{ext}', ['a-de.md', 'docs/b-de.md', 'docs/deep/c-de.txt']],
] as const)('the template %s puts each answer in its place', async ([save_to, targets]) => {
  await using it = await openSession(FILES, OPTIONS);
  await it.call('deepseek_stream', { prompt: 'Do it.', for_each: ['**'], save_to });

  expect(it.list()).toEqual([...targets, ...Object.keys(FILES)].toSorted());
});

test.for(['out/{path}.md', 'out/{name}.{ext}', '{path}.md', '{dir}/{name}-de.{ext}'])(
  'the same call again finds its earlier answers at %s, and makes none of them anew or of them',
  async (save_to) => {
    await using it = await openSession(FILES, OPTIONS);
    const call = { prompt: 'Do it.', for_each: ['**'], save_to };
    await it.call('deepseek_stream', call);
    const after = it.list();
    const again = await it.call('deepseek_stream', call);

    expect(textOf(again)).toMatch(/^3 files: 0 saved, 3 skipped \(output exists\)/);
    expect(it.sandbox.exchanges).toHaveLength(3);
    expect(it.list()).toEqual(after);
  },
);

test('with overwrite, the same call again does the files anew, and not their answers', async () => {
  await using it = await openSession(FILES, OPTIONS);
  const call = { prompt: 'Do it.', for_each: ['**'], save_to: 'out/{name}.{ext}', overwrite: true };
  await it.call('deepseek_stream', call);
  const again = await it.call('deepseek_stream', call);

  expect(textOf(again)).toMatch(/^3 files: 3 saved, 0 failed/);
  expect(it.sandbox.exchanges).toHaveLength(6);
});

test('a part of an answer goes to the state folder, and not among the files to work on', async () => {
  await using it = await openSession(FILES, {
    sandbox: { answer: () => 'made in many words', fault: 'length', faultTimes: 3 },
  });
  const call = { prompt: 'Do it.', for_each: ['**'], save_to: '{path}.md' };
  const first = await it.call('deepseek_stream', call);
  expect(textOf(first)).toMatch(/^3 files: 0 saved, 3 failed/);
  const parts = [...textOf(first).matchAll(/\(so far in ([^)]+)\)/g)].map(([, file = '']) => file);
  expect(parts).toHaveLength(3);
  expect(parts.every((file) => file.startsWith(it.environment['DEEPSEEK_STATE_DIR'] ?? '-'))).toBe(true);
  expect(readFileSync(parts[0] ?? '', 'utf8')).toMatch(/^made in/);
  expect(it.list()).toEqual(Object.keys(FILES));
  const again = await it.call('deepseek_stream', call);

  expect(textOf(again)).toMatch(/^3 files: 3 saved, 0 failed/);
  expect(it.sandbox.exchanges).toHaveLength(6);
});

test('every file may be replaced by its answer', async () => {
  await using it = await openSession(FILES, OPTIONS);
  await it.call('deepseek_stream', {
    prompt: 'Do it.',
    for_each: ['**'],
    save_to: '{path}',
    overwrite: true,
  });

  expect(it.list()).toEqual(Object.keys(FILES));
  expect(it.read('docs/deep/c.txt')).toBe('made');
});

test.for([
  [{ for_each: ['**'], prompt: 'x' }, /for_each was given without save_to.*out\/\{path\}\.md/],
  [{ for_each: ['**'], save_to: 'out/{path}' }, /for_each was given without prompt/],
  [
    { for_each: ['**'], save_to: 'out.md', prompt: 'x' },
    /gives "out\.md" for both "a\.md" and "docs\/b\.md"/,
  ],
  [
    { for_each: ['a.md:1-2', 'a.md:3'], save_to: 'out/{path}', prompt: 'x' },
    /gives "out\/a\.md" for two parts of "a\.md"/,
  ],
  [
    { files: ['a.md'], save_to: 'out/{name}.md', prompt: 'x' },
    /placeholder \{name\}, but there are no files.*Give `for_each`/,
  ],
  [{ for_each: ['a.md'], save_to: '{file}.md', prompt: 'x' }, /placeholder \{file\}, which is unknown/],
  [{ for_each: ['missing.md'], save_to: '{path}.de', prompt: 'x' }, /missing\.md.* does not exist/],
  [{ for_each: ['*.rst'], save_to: '{path}.de', prompt: 'x' }, /\*\.rst.* matches no file/],
  [{ for_each: ['a.md'], save_to: '../{path}.de', prompt: 'x' }, /is outside the folders/],
  [
    { for_each: ['a.md'], save_to: '{path}.de', prompt: 'x', conversation_id: 'new' },
    /conversation_id and for_each/,
  ],
  [{ for_each: ['a.md'], save_to: '{path}.de', prompt: 'x', files: ['../x'] }, /is outside the folders/],
] as const)('%j is refused before anything is sent', async ([args, message]) => {
  await using it = await openSession(FILES, OPTIONS);
  const result = await it.call('deepseek_stream', args);

  expect(textOf(result)).toMatch(message);
  expect(result.isError).toBe(true);
  expect(it.sandbox.exchanges).toEqual([]);
  expect(it.list()).toEqual(Object.keys(FILES));
});

test('files that are given besides come before the file of each request', async () => {
  await using it = await openSession(FILES, OPTIONS);
  await it.call('deepseek_stream', {
    prompt: 'Do it.',
    for_each: ['docs/**'],
    files: ['a.md'],
    save_to: 'out/{path}',
  });

  const contents = it.sandbox.exchanges.map((_, request) => it.sent(request)[0]?.content ?? '').toSorted();
  expect(contents.map((content) => [...content.matchAll(/path="(.*?)"/g)].map(([, path]) => path))).toEqual([
    ['a.md', 'docs/b.md'],
    ['a.md', 'docs/deep/c.txt'],
  ]);
});

const CALL = { prompt: 'Do it.', for_each: ['docs/**'], save_to: 'out/{path}.md' };

test.for([
  [
    'another prompt',
    { prompt: 'Do it better.' },
    {},
    /out\/docs\/b\.txt\.md was made with another prompt or other files/,
  ],
  ['another model', { model: 'deepseek-v4-flash' }, {}, /was made by deepseek-v4-pro/],
  ['a changed source', {}, { 'docs/b.txt': 'changed' }, /was made from an earlier version of its source/],
] as const)('an output of %s is no output of this call', async ([, change, files, reason]) => {
  await using it = await openSession({ 'docs/b.txt': 'text' }, OPTIONS);
  await it.call('deepseek_stream', CALL);
  write(it.root, files);
  const result = await it.call('deepseek_stream', { ...CALL, ...change });

  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(reason);
  expect(it.sandbox.exchanges).toHaveLength(1);
  await it.call('deepseek_stream', { ...CALL, ...change, overwrite: true });
  expect(it.sandbox.exchanges).toHaveLength(2);
});

test('a file of the user is not taken for an output, nor a source for its own', async () => {
  await using it = await openSession({ 'docs/b.txt': 'text', 'out/docs/b.txt.md': 'mine' }, OPTIONS);
  const result = await it.call('deepseek_stream', CALL);
  const own = await it.call('deepseek_stream', { ...CALL, save_to: '{path}' });

  expect(textOf(result)).toMatch(
    /out\/docs\/b\.txt\.md exists and is not known to be an output of this call/,
  );
  expect(textOf(own)).toMatch(/would be replaced by its own answer/);
  expect(it.read('out/docs/b.txt.md')).toBe('mine');
  expect(it.sandbox.exchanges).toEqual([]);
});
