import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/folder.ts';
import { openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { write } from '../../support/files.ts';
import { until } from '../../support/until.ts';

const lines = (count: number, word = 'line') =>
  Array.from({ length: count }, (_, number) => `${word} ${number}\n`).join('');

test('the lines that were added and removed are in the receipt', async () => {
  const before = lines(10);
  const after = before.replace('line 3\n', 'other\nmore\n');
  await using it = await openSession({ 'a.md': before }, { sandbox: { answer: () => after } });
  const over = await it.call('deepseek_stream', { prompt: 'x', save_to: 'a.md', overwrite: true });
  const made = await it.call('deepseek_stream', { prompt: 'x', save_to: 'b.md' });

  expect(receiptOf(over).saved_to).toMatchObject({ path: 'a.md', added: 2, removed: 1 });
  expect(textOf(over)).toMatch(/^Saved to a\.md \(\d+ bytes, \+2 −1 lines, /);
  expect(receiptOf(made).saved_to).toMatchObject({ path: 'b.md', added: 11, removed: 0 });
});

test('an answer that would take most of a file away is saved beside it, and is incomplete', async () => {
  await using it = await openSession({ 'a.md': lines(40) }, { sandbox: { answer: () => 'Done!' } });
  const result = await it.call('deepseek_stream', { prompt: 'x', save_to: 'a.md', overwrite: true });
  const { run_id } = receiptOf(result);

  expect(it.read('a.md')).toBe(lines(40));
  expect(it.read('a.md.shrunk')).toBe('Done!');
  expect(result.isError).toBe(true);
  expect(receiptOf(result)).toMatchObject({ status: 'incomplete', saved_to: { path: 'a.md.shrunk' } });
  expect(textOf(result)).not.toMatch(/to resume/);

  const again = await it.call('deepseek_stream', { run_id });
  expect(receiptOf(again).status).toBe('incomplete');
  expect(it.sandbox.exchanges).toHaveLength(1);
});

test.for([19, 20])('a file of %s lines: only from 20 on it is guarded', async (count) => {
  await using it = await openSession({ 'a.md': lines(count) }, { sandbox: { answer: () => 'Short.' } });
  await it.call('deepseek_stream', { prompt: 'x', save_to: 'a.md', overwrite: true });

  expect(it.exists('a.md.shrunk')).toBe(count === 20);
});

test('what the user changed while the answer was made is left alone', async () => {
  await using it = await openSession(
    { 'a.md': 'one\n' },
    { sandbox: { answer: () => lines(200), tokensPerSecond: 3000 } },
  );
  const call = it.call('deepseek_stream', { prompt: 'x', save_to: 'a.md', overwrite: true });
  await until('upstream is writing', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 3);
  write(it.root, { 'a.md': 'mine\n' });
  const result = await call;

  expect(it.read('a.md')).toBe('mine\n');
  expect(it.read('a.md.new')).toBe(lines(200));
  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(/NOT SAVED: "a\.md" was changed by somebody else/);
});

test.for([{ 'a.md': 'one\n' }, {}])(
  'what the user wrote before a broken-off answer is resumed is left alone (at first: %j)',
  async (files) => {
    const sandbox = { fault: 'end-without-finish', faultTimes: 1, answer: () => lines(100) } as const;
    await using it = await openSession(files, { sandbox });
    const call = { prompt: 'x', save_to: 'a.md', overwrite: true };
    const first = await it.call('deepseek_stream', call);
    write(it.root, { 'a.md': 'mine\n' });
    const result = await it.call('deepseek_stream', { run_id: receiptOf(first).run_id });

    expect(it.read('a.md')).toBe('mine\n');
    expect(it.read('a.md.new')).toBe(lines(100));
    expect(textOf(result)).toMatch(/NOT SAVED: "a\.md" was changed by somebody else/);
  },
);

test("a part never replaces the user's file of that name, and an earlier part of the same answer is replaced", async () => {
  const sandbox = { fault: 'end-without-finish', answer: () => lines(100) } as const;
  await using it = await openSession({ 'a.md.incomplete': 'mine\n' }, { sandbox });
  const first = await it.call('deepseek_stream', { prompt: 'x', save_to: 'a.md' });
  await it.call('deepseek_stream', { run_id: receiptOf(first).run_id });

  expect(it.read('a.md.incomplete')).toBe('mine\n');
  expect(it.list()).toEqual(['a.md.incomplete', 'a.md.incomplete-2']);
});

test('line ends and byte order mark of a file that is replaced are kept', async () => {
  await using it = await openSession(
    { 'a.cs': '\uFEFFone\r\ntwo\r\n' },
    { sandbox: { answer: () => 'one\nthree\n' } },
  );
  const result = await it.call('deepseek_stream', { prompt: 'x', save_to: 'a.cs', overwrite: true });

  expect(it.read('a.cs')).toBe('\uFEFFone\r\nthree\r\n');
  expect(receiptOf(result).saved_to).toMatchObject({ added: 1, removed: 1 });
});

test.for([
  ['  out/a.md \n', 'out/a.md'],
  ['${workspaceFolder}/out/a.md', 'out/a.md'],
  ['docs\\a.md', 'docs/a.md'],
  ['"docs/a.md"', 'docs/a.md'],
  ['`a.md`', 'a.md'],
  ['<a.md>', 'a.md'],
  ['a.md\u200B', 'a.md'],
  ['app/$id/[slug].tsx', 'app/$id/[slug].tsx'],
] as const)('save_to %j is understood', async ([given, made]) => {
  await using it = await openSession({}, { sandbox: { answer: () => 'text' } });
  await it.call('deepseek_stream', { prompt: 'x', save_to: given });
  await it.call('deepseek_stream', { prompt: 'x', save_to: `file://${it.root}/b%20c.md` });

  expect(it.list()).toEqual(['b c.md', made].toSorted());
});

test.for(
  [
    '$HOME/a.md',
    '${env:HOME}/a.md',
    '%TEMP%\\a.md',
    'C:\\Users\\me\\a.md',
    'c:/a.md',
    '\\\\server\\share\\a.md',
    'https://example.com/a.md',
    'a\nb.md',
    '~other/a.md',
    '$(pwd)/a.md',
    'docs/$TARGET/a.md',
    '{env:HOME}/a.md',
    '!TEMP!\\a.md',
    'C:a.md',
    'file:a.md',
    'untitled:a.md',
    'vscode-remote:/a.md',
    'a.md:10-20',
    'a.md#L3-L9',
    'out/*.md',
    'a?.md',
    '-',
    'a\u202Edm.exe',
    'a\u200B.md',
  ].map((given) => [given] as const),
)('save_to %j is refused before anything is sent', async ([given]) => {
  await using it = await openSession({});
  const result = await it.call('deepseek_stream', { prompt: 'x', save_to: given });

  expect(result.isError).toBe(true);
  expect(it.list()).toEqual([]);
  expect(it.sandbox.exchanges).toEqual([]);
});

test.for(
  [
    '.zed/settings.json',
    '.codeium/windsurf/mcp_config.json',
    'claude_desktop_config.json',
    'cline_mcp_settings.json',
    '.windsurf/rules.md',
    '.kilocode/mcp.json',
    '.qwen/settings.json',
    '.trae/mcp.json',
    '.junie/mcp/mcp.json',
    '.amazonq/mcp.json',
    '.factory/mcp.json',
    '.copilot/mcp-config.json',
    '.continue/config.yaml',
    'crush.json',
    '.cursor/hooks.json',
    '.opencode/plugin/a.ts',
    '.claude/hooks/a.sh',
    '.vscode/tasks.json',
    '.devcontainer/devcontainer.json',
    '.bashrc',
    '.zshenv',
    '.profile',
    '.envrc',
    '.idea/workspace.xml',
    '.gitmodules',
    '.husky/pre-commit',
    'mirror.git/hooks/post-receive',
    '.CLAUDE/settings.json',
    'deep/.config/goose/config.yaml',
  ].map((given) => [given] as const),
)('nothing is written to %s', async ([given]) => {
  await using it = await openSession({});
  const result = await it.call('deepseek_stream', { prompt: 'x', save_to: given, overwrite: true });

  expect(textOf(result)).toMatch(/^save_to ".*" (is|belongs)/);
  expect(it.list()).toEqual([]);
  expect(it.sandbox.exchanges).toEqual([]);
});

test('nothing is written into a repository without a working tree, whatever it is called', async () => {
  await using it = await openSession({
    'mirror/HEAD': 'ref: refs/heads/main',
    'mirror/objects/info/packs': '',
    'mirror/refs/heads/main': '',
  });
  const result = await it.call('deepseek_stream', {
    prompt: 'x',
    save_to: 'mirror/config.d/a',
    overwrite: true,
  });

  expect(textOf(result)).toMatch(/^save_to ".*" belongs to a repository of Git/);
  expect(it.sandbox.exchanges).toEqual([]);
});

test('nothing is written into the state folder, also where a root has it inside', async () => {
  const folder = await temporaryFolder();
  await using it = await openSession(
    {},
    { environment: { DEEPSEEK_ROOTS: folder.path, DEEPSEEK_STATE_DIR: path.join(folder.path, 'state') } },
  );
  await it.call('deepseek_chat', { prompt: 'Hello.' });
  for (const save_to of ['state/runs/new.jsonl', 'state/./x.md', path.join(folder.path, 'state', 'y.md')]) {
    const result = await it.call('deepseek_stream', { prompt: 'x', save_to });
    expect(textOf(result)).toMatch(/^save_to ".*" is in the state folder of this server/);
  }
  expect(it.sandbox.exchanges).toHaveLength(1);
});
