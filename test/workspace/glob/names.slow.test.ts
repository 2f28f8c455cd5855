import { expect, test } from 'vitest';
import { listFiles } from '../../../src/workspace/glob/list-files.ts';
import { folderWith, read, readPaths, refusal } from '../../support/files.ts';

const ROUTES = {
  'app/[tenant]/page.tsx': 'name',
  'app/t/page.tsx': 'letter',
  'app/shop/[id]/page.tsx': 'name',
  'app/shop/i/page.tsx': 'letter',
  'app/blog/d/page.tsx': 'letter',
  'app/docs/[[...slug]]/page.tsx': 'name',
  'app/docs/s]/page.tsx': 'letter',
  'lib/[x].ts': 'name',
  'lib/x.ts': 'letter',
};

test.for([
  ['app/[tenant]/page.tsx', ['app/[tenant]/page.tsx']],
  ['app/[tenant]/**', ['app/[tenant]/page.tsx']],
  ['app/[tenant]', ['app/[tenant]/page.tsx']],
  ['app/*/[id]/page.tsx', ['app/shop/[id]/page.tsx']],
  ['**/[id]/*', ['app/shop/[id]/page.tsx']],
  ['app/*/[[...slug]]/**', ['app/docs/[[...slug]]/page.tsx']],
  ['**/[x].ts', ['lib/[x].ts']],
  // Where there is no such name, a bracket is one letter.
  ['app/[st]/page.tsx', ['app/t/page.tsx']],
  ['app/*/[di]/page.tsx', ['app/blog/d/page.tsx', 'app/shop/i/page.tsx']],
  ['lib/[xy].ts', ['lib/x.ts']],
] as const)('%s means the name that exists', async ([entry, paths]) => {
  const root = folderWith(ROUTES);

  expect(await readPaths(root, entry)).toEqual(paths);
  const { files } = await listFiles([entry], { roots: [root], signal: new AbortController().signal });
  expect(files.map((file) => file.path)).toEqual(paths);
});

test.for([
  ['!app/[tenant]/**', ['app/[tenant]/page.tsx']],
  ['!app/[tenant]', ['app/[tenant]/page.tsx']],
  ['!app/[tenant]/page.tsx', ['app/[tenant]/page.tsx']],
  ['!app/{[tenant],nothing}/*', ['app/[tenant]/page.tsx']],
  ['!app/*/[id]/**', ['app/shop/[id]/page.tsx']],
  ['!**/[id]', ['app/shop/[id]/page.tsx']],
  ['!**/[[...slug]]/*', ['app/docs/[[...slug]]/page.tsx']],
  ['!lib/[x].ts', ['lib/[x].ts']],
  ['!app/[tu]/**', ['app/t/page.tsx']],
  ['!**/[di]/page.tsx', ['app/blog/d/page.tsx', 'app/shop/i/page.tsx']],
] as const)('%s excludes the name that exists, and nothing else', async ([entry, excluded]) => {
  const kept = await readPaths(folderWith(ROUTES), '**', entry);

  const missing = Object.keys(ROUTES).filter((file) => !kept.includes(file));
  expect(missing.toSorted()).toEqual(excluded);
});

test('a root with brackets in its name is that folder', async () => {
  const world = folderWith({ '[p]/src/a.ts': '', '[p]/src/b.ts': '', 'p/src/a.ts': '' });

  expect(await readPaths(`${world}/[p]`, 'src/*', '!src/b.ts')).toEqual(['src/a.ts']);
  expect(await readPaths(`${world}/[p]`, `${world}/[p]/**`, `!${world}/[p]/*/b.ts`)).toEqual(['src/a.ts']);
});

test('a file with a star in its name does not turn an exclusion off', async () => {
  const root = folderWith({ 'secret/*.txt': '', 'secret/a.txt': '', 'secret/**': '', 'b.txt': '' });

  expect(await readPaths(root, '**', '!secret/*.txt', '!secret/\\*\\*')).toEqual(['b.txt']);
  expect(await readPaths(root, '**', '!secret/**')).toEqual(['b.txt']);
});

test.for([
  ['@src/a.ts', 'src/a.ts'],
  ['  src/a.ts\n', 'src/a.ts'],
  ['"src/a.ts"', 'src/a.ts'],
  ["'src/a.ts'", 'src/a.ts'],
  ['`src/a.ts`', 'src/a.ts'],
  ['@"src/a.ts"', 'src/a.ts'],
  ['src\\a.ts', 'src/a.ts'],
  ['.\\src\\a.ts', 'src/a.ts'],
  ['@src\\a.ts', 'src/a.ts'],
  ['file://ROOT/src/a.ts', 'src/a.ts'],
  ['file://localhostROOT/src/a.ts', 'src/a.ts'],
  ['FILE://ROOT/src/with%20blank%20100%25.ts', 'src/with blank 100%.ts'],
  ['file://src/a.ts', 'src/a.ts'],
  ['cafe\u0301.ts', 'caf\u00e9.ts'],
  ['nfd/caf\u00e9.ts', 'nfd/cafe\u0301.ts'],
  ['@scope/b.ts', '@scope/b.ts'],
  ['@@scope/b.ts', '@scope/b.ts'],
  ['@src/*.ts', 'src/a.ts'],
  ['src\\*.ts', 'src/a.ts'],
  ['src\\**', 'src/a.ts'],
  ['file://ROOT/src/*.ts', 'src/a.ts'],
  ['@scope/*', '@scope/b.ts'],
  ['nfd/caf\u00e9.*', 'nfd/cafe\u0301.ts'],
  ['**/cafe\u0301.ts', 'caf\u00e9.ts'],
  ['sp\u00e4t/*', 'spa\u0308t/a.ts'],
] as const)('%j is understood', async ([entry, wanted]) => {
  const root = folderWith(SPELLED);
  const given = entry.replace('ROOT', root);

  expect(await readPaths(root, given)).toContain(wanted);
  expect(await readPaths(root, '**', `!${given}`)).not.toContain(wanted);
});

const SPELLED = {
  'src/a.ts': '',
  'src/with blank 100%.ts': '',
  'caf\u00e9.ts': '',
  'nfd/cafe\u0301.ts': '',
  '@scope/b.ts': '',
  'spa\u0308t/a.ts': '',
};

test.for([
  ['a.ts#L1', '1\n'],
  ['a.ts#L1-L2', '1\n2\n'],
  ['a.ts#L1-2', '1\n2\n'],
  ['a.ts#L1C4-L2C8', '1\n2\n'],
  ['a.ts:L1-L2', '1\n2\n'],
  ['a.ts:2:17', '2\n'],
  ['@a.ts#L3', '3\n'],
  ['`a.ts:2-3`', '2\n3\n'],
  ['file://ROOT/a.ts#L2', '2\n'],
  ['*.ts#L2', '2\n'],
] as const)('%s asks for lines', async ([entry, text]) => {
  const root = folderWith({ 'a.ts': '1\n2\n3\n' });

  expect((await read(root, entry.replace('ROOT', root))).files.map((file) => file.text)).toEqual([text]);
});

test.for(['@src/a.ts', 'src\\a.ts', ' src/a.ts', 'src/a.ts#L1', '"src/a.ts"', 'caf\u00e9.ts'])(
  'a file that is called %j is meant first',
  async (name) => {
    const plain = { 'src/a.ts': 'other\n', 'cafe\u0301.ts': 'other' };

    expect((await read(folderWith({ ...plain, [name]: 'literal' }), name)).files).toMatchObject([
      { path: name, text: 'literal' },
    ]);
  },
);

test('what is nowhere is refused as it was written', async () => {
  const root = folderWith({ 'a.ts': '' });

  expect((await refusal(read(root, ' @src/missing.ts '))).what).toBe('"@src/missing.ts" does not exist.');
  expect((await refusal(read(root, 'src\\missing.ts'))).what).toBe('"src\\\\missing.ts" does not exist.');
  expect((await refusal(read(root, '@src/*.ts'))).what).toMatch(
    /^"@src\/\*\.ts" matches nothing: there is no folder/,
  );
});
