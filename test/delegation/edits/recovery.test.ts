import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessIdentity } from '../../../src/state/process-identity.ts';
import { openChange } from '../../../src/workspace/changes/change.ts';
import { journalRecords } from '../../../src/workspace/changes/journal-record.ts';
import { openRoots } from '../../../src/workspace/roots.ts';
import { checkTarget } from '../../../src/workspace/save/save-target.ts';
import { openProject } from '../../support/project.ts';
import { connectInMemory } from '../../support/server.ts';
import { until } from '../../support/until.ts';

test('what a killed process left half done is put back when a server starts', async () => {
  await using project = await openProject({ 'a.ts': 'old\n' });
  const { root, environment } = project;
  const stateDir = environment['DEEPSEEK_STATE_DIR'] ?? '';
  const target = await checkTarget('a.ts', await openRoots([root]), true);
  {
    await using change = await openChange({ stateDir, roots: [root], id: 'r_killed', isTentative: true });
    await change.write([{ target, before: Buffer.from('old\n'), after: Buffer.from('new\n') }]);
  }
  const journal = path.join(stateDir, 'changes', 'r_killed', 'journal.jsonl');
  const [opened = '', ...rest] = readFileSync(journal, 'utf8').split('\n');
  const { roots, owner } = JSON.parse(opened) as { roots: string[]; owner: ProcessIdentity };
  // No process has this id.
  const dead = { ...owner, pid: 99_999_999 };
  const record = journalRecords.format({ kind: 'opened', roots, owner: dead, tentative: true });
  writeFileSync(journal, [record.trimEnd(), ...rest].join('\n'));
  expect(project.read('a.ts')).toBe('new\n');

  await using connected = await connectInMemory(environment);
  await connected.client.callTool({ name: 'list_models', arguments: {} });
  await until('the change is taken back', () => project.read('a.ts') === 'old\n');
});
