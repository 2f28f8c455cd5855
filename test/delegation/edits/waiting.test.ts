import path from 'node:path';
import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { readChecks } from '../../../src/config/checks.ts';
import { planEditing } from '../../../src/delegation/edits/plan.ts';
import { openChange } from '../../../src/workspace/changes/change.ts';
import { readAttachments } from '../../../src/workspace/read/attachments.ts';
import { folder, folderWith, write } from '../../support/files.ts';

const insert = (before: string, after: string) =>
  `a.ts\n<<<<<<< SEARCH\n${before}=======\n${after}>>>>>>> REPLACE\n`;

test('a block for a file that changed while it waited is corrected, not added to its correction', async () => {
  const root = folderWith({ 'a.ts': 'one\ntwo\n', 'b.ts': 'red\n' });
  const options = { roots: [root], stateDir: path.join(folder(), 'state') };
  const settings = { ...options, maxInputBytes: 100_000, allowedFiles: [], checks: readChecks({}, 1000) };
  const send = async () => (await readAttachments(['a.ts', 'b.ts'], settings)).files;
  const stored = { sent: [], patchTo: null, overwrite: false, check: null, changeId: null };
  const plan = await planEditing(stored, settings, { texts: await send() });
  const running = await openChange({ ...options, id: 'r_other', isTentative: true });
  const { signal } = new AbortController();
  const apply = (answer: string) =>
    plan.apply(answer, {
      runId: 'r_mine',
      signal,
      onWait() {
        write(root, { 'a.ts': 'one\ntwo\nmine\n' });
        void running[Symbol.asyncDispose]();
      },
    });
  const first = await apply(
    insert('one\n', 'one\nnew\n') + insert('red\n', 'blue\n').replace('a.ts', 'b.ts'),
  );
  plan.resend(await send());
  const second = await apply(insert('two\n', 'new\ntwo\n'));

  expect(first).toMatchObject({ isApplied: false, failures: [{ block: 1, path: 'a.ts', kind: 'conflict' }] });
  expect(second).toEqual({ isApplied: true, hasChanged: true });
  expect(readFileSync(path.join(root, 'a.ts'), 'utf8')).toBe('one\nnew\ntwo\nmine\n');
  expect(readFileSync(path.join(root, 'b.ts'), 'utf8')).toBe('blue\n');
});
