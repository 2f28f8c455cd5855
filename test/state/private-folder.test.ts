import { chmod, chown, mkdir, stat, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { preparePrivateFolder } from '../../src/state/private-folder.ts';
import { temporaryFolder } from '../support/folder.ts';

const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;
const STRANGER = 12_345;

test.skipIf(!existsSync('/proc')).for(['/proc/x', '/proc/x/y', '/proc/self/x', '/dev/null/x'])(
  'a folder that cannot be made (%s) is reported at once',
  (stateDir) => {
    expect(() => preparePrivateFolder(stateDir, 'runs')).toThrow(
      `The state folder ${stateDir} cannot be written`,
    );
  },
);

test.skipIf(isWindows)(
  'folders below the state folder become private; that itself is left as it is',
  async () => {
    await using folder = await temporaryFolder();
    const stateDir = path.join(folder.path, 'state');
    await mkdir(path.join(stateDir, 'runs', 'project'), { recursive: true });
    for (const name of ['', 'runs', 'runs/project']) await chmod(path.join(stateDir, name), 0o777);
    preparePrivateFolder(stateDir, 'runs', 'project');

    const modeOf = async (name: string) => (await stat(path.join(stateDir, name))).mode & 0o777;
    expect(await modeOf('')).toBe(0o777);
    expect(await modeOf('runs')).toBe(0o700);
    expect(await modeOf('runs/project')).toBe(0o700);
  },
);

test.skipIf(!isRoot).for(['', 'runs'])(
  "another user's folder (state/%s) is refused, also behind a link",
  async (name) => {
    await using folder = await temporaryFolder();
    const [stateDir, theirs] = [path.join(folder.path, 'state'), path.join(folder.path, 'theirs')];
    await mkdir(theirs);
    await mkdir(path.join(stateDir, 'runs'), { recursive: true });
    await chown(path.join(stateDir, name), STRANGER, STRANGER);
    expect(() => preparePrivateFolder(stateDir, 'runs')).toThrow('belongs to another user');

    await chown(theirs, STRANGER, STRANGER);
    const linked = path.join(folder.path, 'linked');
    await mkdir(linked);
    await symlink(theirs, path.join(linked, 'runs'));
    expect(() => preparePrivateFolder(linked, 'runs')).toThrow('belongs to another user');
  },
);
