import path from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/config/config.ts';
import { environment, refusal } from './support.ts';

const HASH = 'ab'.repeat(32);
const OTHER = 'CD'.repeat(32);
const allowed = (value: string, more = {}) =>
  readSettings(environment({ DEEPSEEK_ALLOW_FILES: value, ...more }), '/srv/project').allowedFiles;

test('files are allowed by path and SHA-256, relative paths from the first root on', () => {
  expect(allowed(`a/.env#${HASH}, /etc/b.conf#${OTHER},`)).toEqual([
    { path: path.resolve('/srv/project/a/.env'), sha256: HASH },
    { path: path.resolve('/etc/b.conf'), sha256: OTHER.toLowerCase() },
  ]);
  expect(allowed(`.env#${HASH}`, { DEEPSEEK_ROOTS: '/srv/other' })).toEqual([
    { path: path.resolve('/srv/other/.env'), sha256: HASH },
  ]);
  expect(allowed(`a#b.txt#${HASH}`)).toEqual([{ path: path.resolve('/srv/project/a#b.txt'), sha256: HASH }]);
});

test.for(['a.env', `#${HASH}`, `a.env#${HASH}0`, `a.env#${HASH.slice(1)}`, `a.env:${HASH}`])(
  'an entry that is none is refused by its value: %s',
  (entry) => {
    const { kind, what, next } = refusal(() => allowed(`b.txt#${HASH},${entry}`));

    expect(kind).toBe('configuration');
    expect(what).toContain(`"${entry}"`);
    expect(next).toContain('sha256sum');
  },
);
