import path from 'node:path';
import { expect, test } from 'vitest';
import { expandHome, homeFolder, workingFolder } from '../../src/config/folders.ts';
import { readSettings } from '../../src/config/config.ts';

const fail = () => {
  throw Object.assign(new Error('ENOENT: no such file or directory, uv_os_homedir'), { code: 'ENOENT' });
};

test('without a home folder, the error names the variables that help', () => {
  expect(homeFolder({ HOME: '/home/a' }, fail)).toBe('/home/a');
  expect(() => homeFolder({}, fail)).toThrow(/HOME is not set.*DEEPSEEK_STATE_DIR/);
});

test('a missing working folder is reported as such', () => {
  expect(workingFolder(() => '/work')).toBe('/work');
  expect(() => workingFolder(fail)).toThrow(/The working folder no longer exists/);
});

test.for([
  ['~', '/home/a'],
  ['~/state', '/home/a/state'],
  ['~other/state', '~other/state'],
  ['a/~', 'a/~'],
] as const)('%s is expanded to %s', ([given, expanded]) => {
  expect(expandHome(given, { HOME: '/home/a' })).toBe(path.normalize(expanded));
});

test('a tilde in the state folder and in the roots is the home folder', () => {
  const environment = {
    HOME: path.resolve('/home/a'),
    DEEPSEEK_STATE_DIR: '~/state',
    DEEPSEEK_ROOTS: '~/project',
  };
  const { stateDir, roots } = readSettings(environment, '/elsewhere');

  expect(stateDir).toBe(path.resolve('/home/a/state'));
  expect(roots[0]).toBe(path.resolve('/home/a/project'));
});
