import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { configFilePath, readConnection } from '../../src/config/config.ts';
import { environment, KEY, refusal, temporaryFolder, writeConfigFile } from './support.ts';

const below = (folder: string) => path.join(folder, 'runapi', 'config.json');

test('the file is looked for below XDG_CONFIG_HOME, else below .config of the home folder', () => {
  expect(configFilePath({ XDG_CONFIG_HOME: '/xdg', HOME: '/home/a' })).toBe(below('/xdg'));
  expect(configFilePath({ XDG_CONFIG_HOME: '', HOME: '/home/a' })).toBe(below('/home/a/.config'));
  expect(configFilePath({ HOME: '/home/a' })).toBe(below('/home/a/.config'));
});

test('with XDG_CONFIG_HOME the file in the home folder is not read', () => {
  const surroundings = environment({ XDG_CONFIG_HOME: temporaryFolder() });
  writeConfigFile(`${surroundings['HOME']}/.config`, { api_key: 'key-of-home' });

  expect(refusal(() => readConnection(surroundings)).message).toMatch(/^RUNAPI_API_KEY is not set/);

  writeConfigFile(surroundings['XDG_CONFIG_HOME'] ?? '', { api_key: 'key-of-xdg' });
  expect(readConnection(surroundings).apiKey).toBe('key-of-xdg');
});

test('base_url and further entries of the file are understood', () => {
  const surroundings = environment();
  writeConfigFile(`${surroundings['HOME']}/.config`, {
    api_key: ` ${KEY} `,
    base_url: 'https://eu.runapi.ai/v1',
    updated_at: '2026-11-23T00:00:00Z',
  });

  expect(readConnection(surroundings)).toMatchObject({ apiKey: KEY, rootUrl: 'https://eu.runapi.ai' });
});

test.for<{ name: string; content: unknown }>([
  { name: 'no api_key', content: {} },
  { name: 'an empty api_key', content: { api_key: ' ' } },
  { name: 'an api_key that is no string', content: { api_key: 7 } },
  { name: 'a list', content: [] },
])('a file with $name holds no key', ({ content }) => {
  const surroundings = environment();
  writeConfigFile(`${surroundings['HOME']}/.config`, content);

  expect(refusal(() => readConnection(surroundings)).message).toMatch(/^RUNAPI_API_KEY is not set/);
});

test.for([
  { name: 'cut off', content: `{"api_key":"${KEY}` },
  { name: 'no JSON', content: `api_key=${KEY}` },
  { name: 'broken behind the key', content: `{"api_key":"${KEY}"} ${KEY}` },
  { name: 'empty', content: '' },
  { name: 'null', content: 'null' },
])('a file that is $name is an error that names the file and quotes nothing of it', ({ content }) => {
  const surroundings = environment();
  const file = writeConfigFile(`${surroundings['HOME']}/.config`, content);

  const { what, next, message } = refusal(() => readConnection(surroundings));

  expect(what).toContain(file);
  expect(next).toContain('runapi login');
  for (const piece of [KEY, KEY.slice(0, 6), KEY.slice(-6)]) expect(message).not.toContain(piece);
});

test('a file that cannot be read is an error, not a missing key', () => {
  const surroundings = environment();
  // A folder in its place cannot be read by anybody, root included.
  const file = configFilePath(surroundings) ?? '';
  mkdirSync(file, { recursive: true });

  const { what } = refusal(() => readConnection(surroundings));

  expect(what).toContain(file);
  expect(what).toContain('cannot be read');
});

test('a file in place of a folder on the way is the same as no file', () => {
  const surroundings = environment();
  writeFileSync(path.join(surroundings['HOME'] ?? '', '.config'), '');

  expect(refusal(() => readConnection(surroundings)).message).toMatch(/^RUNAPI_API_KEY is not set/);
});

test('a broken file is of no interest where a variable holds the key', () => {
  const surroundings = environment({ RUNAPI_API_KEY: KEY });
  chmodSync(writeConfigFile(`${surroundings['HOME']}/.config`, '{'), 0o000);

  expect(readConnection(surroundings).source).toBe('RUNAPI_API_KEY');
});

test.for([
  { stored: undefined, variable: 'https://evil.example' },
  { stored: undefined, variable: 'http://127.0.0.1:4010' },
  { stored: 'https://eu.runapi.ai', variable: 'https://runapi.ai' },
  { stored: 'https://runapi.ai', variable: 'https://runapi.ai:8443' },
  { stored: 'https://runapi.ai', variable: 'https://runapi.ai/elsewhere' },
])('the key stored for $stored never follows RUNAPI_BASE_URL=$variable', ({ stored, variable }) => {
  const surroundings = environment({ RUNAPI_BASE_URL: variable });
  writeConfigFile(`${surroundings['HOME']}/.config`, { api_key: KEY, base_url: stored });

  const { what, next, message } = refusal(() => readConnection(surroundings));

  expect(what).toContain(`RUNAPI_BASE_URL is ${variable}`);
  expect(next).toContain('RUNAPI_API_KEY');
  expect(message).not.toContain(KEY);
});

test('RUNAPI_BASE_URL may repeat where the stored key is for', () => {
  const surroundings = environment({ RUNAPI_BASE_URL: 'https://runapi.ai/v1/' });
  writeConfigFile(`${surroundings['HOME']}/.config`, { api_key: KEY });

  expect(readConnection(surroundings)).toMatchObject({ apiKey: KEY, rootUrl: 'https://runapi.ai' });
});
