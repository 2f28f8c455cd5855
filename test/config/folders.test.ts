import { mkdirSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/config/config.ts';
import { environment, refusal, temporaryFolder } from './support.ts';

const HOME = path.resolve('/home/somebody');
const PROJECT = path.resolve('/srv/project');
const { root } = path.parse(PROJECT);

const rootsOf = (variables: Record<string, string>, workingFolder: string) =>
  readSettings({ HOME, ...variables }, workingFolder).roots;

test('the working folder is the only root where nothing else is said', () => {
  expect(rootsOf({}, PROJECT)).toEqual([PROJECT]);
});

test('the working folder of the process is the default', () => {
  expect(readSettings(environment()).roots).toEqual([process.cwd()]);
});

test('a working folder that was reached through a link is known by that name', () => {
  const world = temporaryFolder();
  const [real, link] = [path.join(world, 'real'), path.join(world, 'link')];
  mkdirSync(path.join(real, 'docs'), { recursive: true });
  symlinkSync(real, link, 'dir');

  expect(rootsOf({ PWD: link }, real)).toEqual([link]);
  expect(rootsOf({ PWD: link, DEEPSEEK_ROOTS: `docs${path.delimiter}.` }, real)).toEqual([
    path.join(link, 'docs'),
    link,
  ]);
  expect(rootsOf({ PWD: link, CLAUDE_PROJECT_DIR: 'docs' }, real)).toEqual([path.join(link, 'docs')]);
  // What the variable says of another folder, or of none, does not count.
  for (const PWD of [world, path.join(world, 'gone'), '']) expect(rootsOf({ PWD }, real)).toEqual([real]);
  expect(rootsOf({ PWD: link, HOME: real }, real)).toEqual([]);
});

test.for([
  ['the root of the disk', root],
  ['the home folder', HOME],
  ['the home folder, written in a longer way', path.join(HOME, 'a', '..')],
] as const)('%s as working folder gives no root', ([, workingFolder]) => {
  expect(rootsOf({}, workingFolder)).toEqual([]);
});

test('a folder below the home folder is a root', () => {
  expect(rootsOf({}, path.join(HOME, 'project'))).toEqual([path.join(HOME, 'project')]);
});

test('the home folder gives no root where HOME is not set, nor where it ends in a slash', () => {
  expect(readSettings({}, homedir()).roots).toEqual([]);
  expect(readSettings({ HOME: `${HOME}${path.sep}` }, HOME).roots).toEqual([]);
});

test('the home folder gives no root where HOME is a link to it', () => {
  const realHome = temporaryFolder();
  const link = path.join(temporaryFolder(), 'home');
  symlinkSync(realHome, link, 'dir');

  // A process sees its working folder without links.
  expect(readSettings({ HOME: link }, realHome).roots).toEqual([]);
});

test('CLAUDE_PROJECT_DIR comes before the working folder', () => {
  expect(rootsOf({ CLAUDE_PROJECT_DIR: '/srv/other' }, PROJECT)).toEqual([path.resolve('/srv/other')]);
  expect(rootsOf({ CLAUDE_PROJECT_DIR: '/srv/other' }, root)).toEqual([path.resolve('/srv/other')]);
});

test('DEEPSEEK_ROOTS comes before both', () => {
  const variables = { DEEPSEEK_ROOTS: '/srv/a', CLAUDE_PROJECT_DIR: '/srv/other' };

  expect(rootsOf(variables, PROJECT)).toEqual([path.resolve('/srv/a')]);
});

test('DEEPSEEK_ROOTS is separated as PATH is, in its order, relative to the working folder', () => {
  const value = ['/srv/b', ' docs ', '', '/srv/a/'].join(path.delimiter);

  expect(rootsOf({ DEEPSEEK_ROOTS: value }, PROJECT)).toEqual([
    path.resolve('/srv/b'),
    path.join(PROJECT, 'docs'),
    path.resolve('/srv/a'),
  ]);
});

test('DEEPSEEK_ROOTS=none gives no root, whatever else is set', () => {
  expect(rootsOf({ DEEPSEEK_ROOTS: 'none', CLAUDE_PROJECT_DIR: '/srv/other' }, PROJECT)).toEqual([]);
});

test('a folder that a client did not expand is refused', () => {
  const { what } = refusal(() => rootsOf({ DEEPSEEK_ROOTS: '${workspaceFolder}/src' }, PROJECT));

  expect(what).toMatch(/^DEEPSEEK_ROOTS is .*placeholder/);
});

test('DEEPSEEK_STATE_DIR is taken, relative to the working folder', () => {
  const stateDir = (value: string) => readSettings({ HOME, DEEPSEEK_STATE_DIR: value }, PROJECT).stateDir;

  expect(stateDir('/var/state')).toBe(path.resolve('/var/state'));
  expect(stateDir('state')).toBe(path.join(PROJECT, 'state'));
});

test('the state folder is the one of the platform', () => {
  const local = path.join(HOME, 'AppData', 'Local');
  const [parent, variables] = {
    win32: [local, { LOCALAPPDATA: local }] as const,
    darwin: [path.join(HOME, 'Library', 'Application Support'), {}] as const,
  }[process.platform as string] ?? [path.join(HOME, '.local', 'state'), {}];

  expect(readSettings({ HOME, ...variables }, PROJECT).stateDir).toBe(path.join(parent, 'runapi-deepseek'));
});

test('XDG_STATE_HOME sets the state folder where the platform follows it', () => {
  const isFollowed = process.platform !== 'win32' && process.platform !== 'darwin';
  const { stateDir } = readSettings({ HOME, XDG_STATE_HOME: '/xdg' }, PROJECT);

  expect(stateDir === path.resolve('/xdg/runapi-deepseek')).toBe(isFollowed);
});
