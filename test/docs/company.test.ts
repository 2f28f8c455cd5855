import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSession } from '../support/project.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/company.md', import.meta.url)), 'utf8');
/** Who is running: process ids and nothing else. */
const WITHOUT_CONTENT = ['processes'];

test('docs/company.md names every folder of the state folder, and the ledger holds no text', async () => {
  const secretive = 'Zebrafinch';
  await using it = await openSession({ 'a.txt': `total ${secretive}\n` });
  await it.call('deepseek_chat', { prompt: secretive, files: ['a.txt'], conversation_id: 'new' });
  await it.call('deepseek_chat', { prompt: secretive, explore: true });
  await it.call('deepseek_stream', { prompt: secretive, for_each: ['a.txt'], save_to: 'out/{path}' });
  const edit = { prompt: 'Rename total to sum.', files: ['a.txt'], save_format: 'edits' };
  await it.call('deepseek_stream', edit);
  const state = it.environment['DEEPSEEK_STATE_DIR'] ?? '';
  const folders = readdirSync(state).filter((name) => statSync(path.join(state, name)).isDirectory());
  const [documented = ''] = /^## What is kept[^]*?(?=^## )/m.exec(PAGE) ?? [];

  expect(it.read('a.txt')).toBe(`sum ${secretive}\n`);
  expect(folders).toEqual(expect.arrayContaining(['changes', 'conversations', 'ledger', 'outputs', 'runs']));
  for (const name of folders.filter((folder) => !WITHOUT_CONTENT.includes(folder))) {
    expect(documented).toContain(`| \`${name}/\` |`);
  }
  for (const name of ['ledger', 'outputs']) {
    const texts = readdirSync(path.join(state, name), { recursive: true, encoding: 'utf8' })
      .map((file) => path.join(state, name, file))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, 'utf8'));
    expect(texts.join('').length).toBeGreaterThan(0);
    expect(texts.join('')).not.toContain(secretive);
  }
});
