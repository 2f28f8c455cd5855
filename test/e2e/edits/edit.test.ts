import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { run } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { openProject } from '../../support/project.ts';
import { EVENT_STREAM, sse, startUpstream } from '../../support/upstream.ts';

const FILES = { 'a.ts': 'one\ntwo\n', 'b.ts': 'red\n' };
const block = (file: string, old: string, fresh: string) =>
  `${file}\n<<<<<<< SEARCH\n${old}\n=======\n${fresh}\n>>>>>>> REPLACE\n`;

test('edit changes files, runs show prints the patch, runs undo takes it back', async () => {
  await using it = await openProject(FILES, {
    sandbox: { answer: () => block('a.ts', 'two', 'TWO') + block('b.ts', 'red', 'blue') },
  });
  const options = { environment: it.environment, cwd: it.root };
  const edited = await run(['edit', 'Change it', 'a.ts', 'b.ts', '--json'], options);
  const { receipt } = JSON.parse(edited.stdout) as { receipt: { run_id: string; edited: unknown[] } };

  expect(edited.exitCode).toBe(0);
  expect(receipt.edited).toHaveLength(2);
  expect(it.read('a.ts') + it.read('b.ts')).toBe('one\nTWO\nblue\n');

  const patch = await runInMemory(['runs', 'show', receipt.run_id, '--patch'], options);
  expect(patch.stdout).toContain('-red\n+blue\n');

  const undone = await runInMemory(['runs', 'undo', receipt.run_id], options);
  expect(undone).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 files are as before it') });
  expect(it.read('a.ts') + it.read('b.ts')).toBe('one\ntwo\nred\n');
});

test('edits that do not match change nothing, and exit with 1', async () => {
  await using it = await openProject(FILES, {
    sandbox: { answer: () => block('a.ts', 'two', 'TWO') + block('b.ts', 'green', 'blue') },
  });
  const options = { environment: it.environment, cwd: it.root };
  const { exitCode, stderr } = await runInMemory(['edit', 'Change it', 'a.ts', 'b.ts'], options);

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/INCOMPLETE: the edits were not applied and no file was changed/);
  expect(it.read('a.ts') + it.read('b.ts')).toBe('one\ntwo\nred\n');
});

test('--patch writes a patch and nothing else, --dry-run nothing at all', async () => {
  await using it = await openProject(FILES, { sandbox: { answer: () => block('a.ts', 'two', 'TWO') } });
  const options = { environment: it.environment, cwd: it.root };
  await runInMemory(['edit', 'Change it', 'a.ts', '--dry-run'], options);
  expect(it.list()).toEqual(['a.ts', 'b.ts']);
  const { exitCode } = await run(['edit', 'Change it', 'a.ts', '--patch', 'a.patch'], options);

  expect(exitCode).toBe(0);
  expect(it.read('a.ts')).toBe(FILES['a.ts']);
  expect(it.read('a.patch')).toContain('-two\n+TWO\n');
});

test('a patch needs the name of one, and nothing is sent without', async () => {
  await using it = await openProject(FILES);
  const options = { environment: it.environment, cwd: it.root };
  const { exitCode, stderr } = await runInMemory(
    ['edit', 'Change it', 'a.ts', '--patch', 'out.txt'],
    options,
  );

  expect(exitCode).toBe(4);
  expect(stderr).toContain(
    '--patch is "out.txt", but the name of a patch ends in .patch. Use "out.txt.patch"',
  );
  expect(it.sandbox.exchanges).toEqual([]);
});

test('of two processes that edit the same lines, one wins, and the other is told', async () => {
  const waiting: ServerResponse[] = [];
  await using upstream = await startUpstream((response, number) => {
    waiting.push(response);
    // Both are sent the same files before either is answered; the one that is told asks again.
    if (number < 2) return;
    for (const [place, each] of waiting.splice(0).entries()) {
      const answer = block('a.ts', 'two', `by ${number}.${place}`);
      each.writeHead(200, { 'content-type': EVENT_STREAM });
      each.end(sse({ choices: [{ delta: { content: answer }, finish_reason: 'stop' }] }, '[DONE]'));
    }
  });
  await using it = await openProject(FILES, { environment: { RUNAPI_BASE_URL: upstream.url } });
  const options = { environment: it.environment, cwd: it.root };
  const both = await Promise.all([1, 2].map(async () => run(['edit', 'Change it', 'a.ts'], options)));

  expect(new Set(both.map(({ exitCode }) => exitCode))).toEqual(new Set([0, 1]));
  expect(it.read('a.ts')).toMatch(/^one\nby 2\.[01]\n$/);
});
