import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessIdentity } from '../../../src/state/process-identity.ts';
import { openChange } from '../../../src/workspace/changes/change.ts';
import { journalRecords } from '../../../src/workspace/changes/journal-record.ts';
import { openRoots } from '../../../src/workspace/roots.ts';
import { checkTarget } from '../../../src/workspace/save/save-target.ts';
import { openProject, openSession } from '../../support/project.ts';
import { receiptLineOf, receiptOf, textOf } from '../../support/results.ts';
import { connectInMemory } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const REPLACE = { overwrite: true, stateDir: undefined };

test.for([
  ['when a server starts', false],
  ['by a server that was running before', true],
] as const)('what a killed process left half done is put back %s', async ([, isRunning]) => {
  await using project = await openProject({ 'a.ts': 'old\n', 'b.ts': 'old\n' });
  const { root, environment } = project;
  const stateDir = environment['DEEPSEEK_STATE_DIR'] ?? '';
  await using earlier = isRunning ? await connectInMemory(environment) : undefined;
  await earlier?.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hello.' } });
  const roots0 = openRoots([root]);
  const targets = ['a.ts', 'b.ts'].map((name) => checkTarget(name, roots0, REPLACE));
  {
    await using change = await openChange({ stateDir, roots: [root], id: 'r_killed', isTentative: true });
    await change.write(
      targets.map((target) => ({ target, before: Buffer.from('old\n'), after: Buffer.from('new\n') })),
    );
  }
  writeFileSync(path.join(root, 'b.ts'), 'of somebody else\n');
  const journal = path.join(stateDir, 'changes', 'r_killed', 'journal.jsonl');
  const [opened = '', ...rest] = readFileSync(journal, 'utf8').split('\n');
  const { roots, owner } = JSON.parse(opened) as { roots: string[]; owner: ProcessIdentity };
  // No process has this id.
  const dead = { ...owner, pid: 99_999_999 };
  const record = journalRecords.format({ kind: 'opened', roots, owner: dead, tentative: true });
  writeFileSync(journal, [record.trimEnd(), ...rest].join('\n'));
  expect(project.read('a.ts')).toBe('new\n');

  await using later = earlier ? undefined : await connectInMemory(environment);
  const { client } = (earlier ?? later)!;
  const call = async () => {
    const args = { prompt: 'Hi.', files: ['a.ts'] };
    return receiptLineOf(await client.callTool({ name: 'deepseek_chat', arguments: args }));
  };
  const line = await call();

  // No call reads what is half changed.
  expect(project.sent(earlier ? 1 : 0).at(-1)?.content).toContain('old\n');
  expect(project.read('a.ts') + project.read('b.ts')).toBe('old\nof somebody else\n');
  expect(line).toContain(
    'run r_killed was killed while it changed files; put back as before it: a.ts; left alone, since somebody else has changed them: b.ts',
  );
  expect(await call()).not.toContain('r_killed');
});

test('what a change keeps for its undo is removed once it is as old as runs may be', async () => {
  await using project = await openProject({ 'a.ts': 'old\n' });
  const { root, environment } = project;
  const stateDir = environment['DEEPSEEK_STATE_DIR'] ?? '';
  const target = checkTarget('a.ts', openRoots([root]), REPLACE);
  for (const id of ['r_old', 'r_new']) {
    await using change = await openChange({ stateDir, roots: [root], id });
    const content = readFileSync(path.join(root, 'a.ts'));
    await change.write([{ target, before: content, after: Buffer.concat([content, Buffer.from(id)]) }]);
  }
  const eightDaysAgo = new Date(Date.now() - 8 * 24 * 3600 * 1000);
  utimesSync(path.join(stateDir, 'changes', 'r_old', 'journal.jsonl'), eightDaysAgo, eightDaysAgo);

  await using connected = await connectInMemory(environment);
  await connected.client.callTool({ name: 'list_models', arguments: {} });
  await until('the old change is removed', () => !existsSync(path.join(stateDir, 'changes', 'r_old')));
  expect(existsSync(path.join(stateDir, 'changes', 'r_new', 'journal.jsonl'))).toBe(true);
});

test('edits whose process was killed after it had written them are not made twice', async () => {
  const block = 'a.ts\n<<<<<<< SEARCH\nold\n=======\nold\nand more than that\n>>>>>>> REPLACE\n';
  await using it = await openSession(
    { 'a.ts': 'old\n' },
    { sandbox: { answer: () => block, fault: 'end-without-finish', faultTimes: 1 } },
  );
  const cut = await it.call('deepseek_stream', { prompt: 'x', save_format: 'edits', files: ['a.ts'] });
  const { run_id } = receiptOf(cut);
  // As the process that is killed next would have written it.
  const stateDir = it.environment['DEEPSEEK_STATE_DIR'] ?? '';
  const target = checkTarget('a.ts', openRoots([it.root]), REPLACE);
  {
    await using change = await openChange({ stateDir, roots: [it.root], id: run_id ?? '' });
    await change.write([{ target, before: Buffer.from('old\n'), after: Buffer.from('new\n') }]);
  }
  const result = await it.call('deepseek_stream', { run_id });

  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(/applied before their process was killed/);
  expect(it.read('a.ts')).toBe('new\n');
});
