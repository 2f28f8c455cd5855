import { readFileSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findNamed } from '../../../src/workspace/explore/find-named.ts';
import { openRoots } from '../../../src/workspace/roots.ts';
import { folderWith } from '../../support/files.ts';
import { HOSTILE_PATHS } from '../../support/hostile-names.ts';
import { CANARY, hostileWorld, SECRET_NAMES } from '../../support/hostile-world.ts';

async function find(root: string, given: string, closed: readonly string[] = []) {
  return findNamed(given, { roots: openRoots([root]), closedFolders: closed });
}

test('nothing hostile is found, whatever it is called', async () => {
  const { project, outside } = await hostileWorld();
  const inside = realpathSync(project) + path.sep;
  const leaks: string[] = [];
  for (const given of [...HOSTILE_PATHS, ...SECRET_NAMES]) {
    const name = given.replace('OUT', outside).replace('IN', project);
    const found = await find(project, name);
    const isLeak =
      'folder' in found
        ? !(found.folder + path.sep).startsWith(inside)
        : 'real' in found &&
          (!found.real.startsWith(inside) || readFileSync(found.real, 'utf8').includes(CANARY));
    if (isLeak) leaks.push(name);
  }
  expect(leaks).toEqual([]);
  expect(await find(project, 'src/a.ts')).toMatchObject({ path: 'src/a.ts' });
});

test('what Git ignores, Git itself and closed folders are refused by name, and through a link', async () => {
  const root = folderWith({
    '.gitignore': 'built/\n*.log\n',
    'src/.gitignore': 'own.ts\n',
    'src/own.ts': '',
    'src/a.ts': '',
    'src/a.log': '',
    'built/deep/x.js': '',
    '.git/config': '',
    'state/runs/r.jsonl': '',
  });
  symlinkSync('built/deep/x.js', path.join(root, 'to-ignored.js'));
  symlinkSync('../src/a.ts', path.join(root, 'built/link.ts'));
  symlinkSync('.git', path.join(root, 'to-git'));
  symlinkSync('state', path.join(root, 'to-state'));
  const closed = [path.join(root, 'state')];
  const reason = async (given: string) => {
    const found = await find(root, given, closed);
    return 'reason' in found ? found.reason : undefined;
  };
  for (const given of [
    'src/a.log',
    'built',
    'built/deep/x.js',
    'src/own.ts',
    'to-ignored.js',
    'built/link.ts',
  ])
    expect(await reason(given)).toMatch(/is excluded by \.gitignore/);
  for (const given of ['.git', '.git/config', 'to-git', 'to-git/config'])
    expect(await reason(given)).toBe('belongs to Git itself');
  for (const given of ['state', 'state/runs/r.jsonl', 'to-state/runs'])
    expect(await reason(given)).toBe('is in a folder that is closed');
  expect(await reason('src/a.ts')).toBeUndefined();
  expect(await reason('src')).toBeUndefined();
  expect(await reason('.')).toBeUndefined();
});
