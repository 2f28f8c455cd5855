import path from 'node:path';
import { expect, test } from 'vitest';
import { CLIENTS } from '../../src/install/clients.ts';
import { readSurroundings } from '../../src/install/surroundings.ts';
import { protectedTarget } from '../../src/workspace/save/protected-targets.ts';

const surroundings = readSurroundings({ HOME: '/home/me', APPDATA: '/home/me/AppData/Roaming' });

test.for(CLIENTS.map((client) => [client.id, client] as const))(
  'no answer is saved over the configuration of %s',
  ([, { userFile, projectFile, skillFolder }]) => {
    const files = [
      userFile(surroundings),
      ...(projectFile ? [path.join('/srv/project', projectFile)] : []),
      ...(skillFolder ? [path.join(skillFolder(surroundings), 'deepseek', 'SKILL.md')] : []),
    ];
    expect(files.filter((file) => protectedTarget(file) === undefined)).toEqual([]);
  },
);
