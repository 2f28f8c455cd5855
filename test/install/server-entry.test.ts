import { expect, test } from 'vitest';
import { isOurs } from '../../src/install/is-ours.ts';
import { serverEntry } from '../../src/install/server-entry.ts';

const VALUES = { key: undefined, baseUrl: undefined, passedOn: [], passedOnValues: {} };

test.for([
  ['linux', '/usr/lib/node_modules/runapi-deepseek/dist/bin.js', ['npx', '-y', 'runapi-deepseek', 'serve']],
  ['linux', '/src/deepseek/dist/bin.js', ['node', '/src/deepseek/dist/bin.js', 'serve']],
  [
    'win32',
    'C:\\npm\\node_modules\\runapi-deepseek\\dist\\bin.js',
    ['cmd', '/c', 'npx', '-y', 'runapi-deepseek', 'serve'],
  ],
  ['win32', 'C:\\src\\deepseek\\dist\\bin.js', ['node', 'C:\\src\\deepseek\\dist\\bin.js', 'serve']],
] as const)('on %s, %s is started as clients there can, and found again', async ([platform, bin, words]) => {
  const { command, args } = serverEntry(bin, VALUES, platform);

  expect([command, ...args]).toEqual(words);
  expect(await isOurs({ command, args })).toBe(true);
});
