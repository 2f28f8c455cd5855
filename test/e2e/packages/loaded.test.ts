import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REPOSITORY } from './support.ts';

const DIST = new URL('dist/', REPOSITORY);
/** What a server over stdio or HTTP loads for its first call. */
const SERVER = /^(session|http-server)-/;

test('only a server loads the library of the protocol, a third of all code', () => {
  const entries = readdirSync(DIST).filter((name) => /^[a-z-]+-[A-Z0-9]{8}\.js$/.test(name));
  const withProtocol = entries.filter((name) => loadedWith(name).has('session-shared.js'));

  expect(entries.length).toBeGreaterThan(30);
  expect(withProtocol).toEqual(entries.filter((name) => SERVER.test(name)));
});

/** The scripts that come with one, itself among them. What is imported by a call of `import()` comes later. */
function loadedWith(script: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(script)) return loaded;
  loaded.add(script);
  const text = readFileSync(new URL(script, DIST), 'utf8');
  for (const [, imported = ''] of text.matchAll(/(?:\bfrom|\bimport)"\.\/([^"]+)"/g))
    loadedWith(imported, loaded);
  return loaded;
}
