import { describe, expect, test } from 'vitest';
import { openProject, type Project } from '../../../src/workspace/explore/project.ts';
import { folderWith } from '../../support/files.ts';

const ROOM = 1_000_000;

function open(files: Record<string, string | Buffer>): Promise<Project> {
  const roots = [folderWith(files)];
  return openProject({
    roots,
    closedFolders: [],
    allowedFiles: [],
    maxInputBytes: 2_000_000,
    signal: undefined,
  });
}

/** The call that a result gives for its rest. */
function restOf(text: string): Record<string, unknown> | undefined {
  const json = /For the rest: project (\{.*\})$/m.exec(text)?.[1];
  return json === undefined ? undefined : (JSON.parse(json) as Record<string, unknown>);
}

describe('a listing', () => {
  test('is a tree with sizes', async () => {
    const project = await open({ 'src/a/b.ts': 'x'.repeat(1500), 'src/c.ts': '', 'readme.md': 'hi' });

    expect((await project.list({ path: '.' })).text).toBe(
      'The project: 3 files, 1.5 KB\nsrc/\n  a/\n    b.ts 1.5 KB\n  c.ts 0 B\nreadme.md 2 B',
    );
    expect((await project.list({ path: 'src' })).text).toBe(
      'src/: 2 files, 1.5 KB\na/\n  b.ts 1.5 KB\nc.ts 0 B',
    );
  });

  test('closes folders that it has no room for, and says how much is in them', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, number) => [`big/${number}.txt`, 'x']));
    const { text } = await (await open({ ...many, 'src/a.ts': 'x' })).list({ path: '.' });

    expect(text).toBe('The project: 501 files, 501 B\nbig/ (500 files, 500 B)\nsrc/\n  a.ts 1 B');
  });

  test('comes in pages that together are all, and none twice', async () => {
    const names = Array.from({ length: 450 }, (_, number) => `${String(number).padStart(3, '0')}.txt`);
    const project = await open(Object.fromEntries(names.map((name) => [`all/${name}`, 'x'])));
    for (const given of ['all', 'all/*.txt']) {
      const seen: string[] = [];
      let call: Record<string, unknown> | undefined = { path: given };
      while (call) {
        const { text } = await project.list(call as { path: string; from?: number });
        seen.push(...text.split('\n').flatMap((line) => /(\d{3}\.txt) 1 B$/.exec(line)?.[1] ?? []));
        call = restOf(text);
      }
      expect(seen).toEqual(names);
    }
  });
});

const nineNeedles = (number: number) =>
  Array.from({ length: 9 }, (_, line) => `needle ${number} ${line}\n\n\n`).join('');

describe('a search', () => {
  const FILES = {
    'src/net/retry.ts': 'import x;\n// retry on 429\nretry();\n\nretry(2);\n',
    'src/net/send.ts': 'retry\n',
    'docs/a.md': 'to retry\r\nor not\r\n',
    'data.bin': Buffer.from([0, 1, 2]),
  };

  test('shows lines with their numbers and what is around, by file, the best folders first', async () => {
    const { text } = await (await open(FILES)).search({ path: '.', pattern: 'retry' });

    expect(text).toBe(
      `"retry" in .: 5 lines in 3 files

src/net/retry.ts
1- import x;
2: // retry on 429
3: retry();
4-
5: retry(2);

src/net/send.ts
1: retry

docs/a.md
1: to retry
2- or not`,
    );
  });

  test.for([
    ['regular expression', 'ret.y\\(\\d', /: 1 line in 1 file\n/],
    ['ends of lines, whatever they are', 'not$', /: 1 line in 1 file\n/],
    ['text where it is no regular expression', 'retry(', /: 2 lines in 1 file; searched as text/],
    ['in any case where it is not found as it is', 'RETRY ON', /: 1 line in 1 file; in any case of letters/],
    ['nothing', 'nowhere', /: 0 lines in 0 files\. Try other words/],
    ['what only a backtracking engine could', '(?<=re)try', /searched as text|0 lines/],
  ] as const)('takes a pattern as %s', async ([, pattern, expected]) => {
    expect((await (await open(FILES)).search({ path: '.', pattern })).text).toMatch(expected);
  });

  test('looks into a file, a folder or a glob alone', async () => {
    const project = await open(FILES);

    for (const [path, count] of [
      ['src', 4],
      ['**/*.md', 1],
      ['src/net/send.ts', 1],
      ['/', 5],
    ] as const)
      expect((await project.search({ path, pattern: 'retry' })).text).toContain(`: ${count} line`);
  });

  test('is bounded, and every rest can be had', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, number) => [`f${number}.txt`, nineNeedles(number)]),
    );
    const project = await open(many);
    const seen = new Set<string>();
    const waiting: Record<string, unknown>[] = [{ path: '.', pattern: 'needle' }];
    for (let call = waiting.pop(); call; call = waiting.pop()) {
      const { text } = await project.search(call as { path: string; pattern: string });
      expect(text.length).toBeLessThan(15_000);
      for (const [found] of text.matchAll(/needle \d+ \d+$/gm)) seen.add(found);
      for (const [, json = '{}'] of text.matchAll(/For the rest: project (\{.*\})$/gm))
        waiting.push(JSON.parse(json) as Record<string, unknown>);
    }

    expect(seen.size).toBe(40 * 9);
  });

  test('cuts long lines around the match', async () => {
    const project = await open({ 'min.js': `${'x'.repeat(50_000)}needle${'y'.repeat(50_000)}` });
    const { text } = await project.search({ path: '.', pattern: 'needle' });

    expect(text).toContain('xneedley');
    expect(text.length).toBeLessThan(500);
  });

  test('takes time that is linear, whatever the pattern', async () => {
    const project = await open({ 'a.txt': `${'a'.repeat(200_000)}!\n` });
    // With the engine of the runtime, each of them takes longer than the universe is old.
    for (const pattern of ['(a+)+$', '(a|aa)+$', '(a*)*b', '^(([a-z])+.)+[A-Z]([a-z])+$'])
      expect((await project.search({ path: '.', pattern })).isRefused).toBe(false);
  });
});

describe('a reading', () => {
  const LONG = Array.from({ length: 2500 }, (_, number) => `line ${number + 1}\n`).join('');

  test('has the numbers apart from the lines, to the letter', async () => {
    const project = await open({ 'a.ts': '\tif (x) {\r\n\n  }' });
    const { text, read } = await project.read({ path: 'a.ts' }, ROOM);

    expect(text).toBe('a.ts, all 3 lines (number, tab, line):\n1\t\tif (x) {\r\n2\t\n3\t  }');
    expect(read).toMatchObject({ range: { first: 1, last: 3 }, lines: 3, bytes: 15 });
  });

  test('of a long file comes in parts that together are all of it', async () => {
    const project = await open({ 'long.txt': LONG });
    let body = '';
    let call: Record<string, unknown> | undefined = { path: 'long.txt' };
    while (call) {
      const { text } = await project.read(call as { path: string }, ROOM);
      expect(text).toMatch(/^long\.txt, lines \d+ to \d+ of 2500/);
      body += [...text.matchAll(/^\d+\t(.*)$/gm)].map(([, line]) => `${line}\n`).join('');
      call = restOf(text);
    }

    expect(body).toBe(LONG);
  });

  test.for([
    [
      { path: 'long.txt', from: 3, to: 4 },
      'long.txt, lines 3 to 4 of 2500 (number, tab, line):\n3\tline 3\n4\tline 4',
    ],
    [{ path: 'long.txt:3-4' }, 'long.txt, lines 3 to 4 of 2500 (number, tab, line):\n3\tline 3\n4\tline 4'],
    [
      { path: 'long.txt', from: 2500, to: 9999 },
      'long.txt, lines 2500 to 2500 of 2500 (number, tab, line):\n2500\tline 2500',
    ],
    [{ path: 'long.txt', from: 2501 }, '"long.txt" has no line 2501: it has 2500 lines. '],
    [{ path: 'src' }, '"src" is a folder. Call project {"action":"list","path":"src"}.'],
    [{ path: 'gone.ts' }, '"gone.ts" does not exist. Find files with list or search.'],
    [{ path: 'empty' }, 'empty is an empty file.'],
    [{ path: 'data.bin' }, '"data.bin" is binary or in another encoding: it has NUL bytes. Look elsewhere.'],
  ] as const)('%j', async ([call, expected]) => {
    const project = await open({ 'long.txt': LONG, 'src/a.ts': '', empty: '', 'data.bin': Buffer.from([0]) });

    expect((await project.read(call, ROOM)).text).toBe(expected);
  });

  test('of a line that programs wrote is cut, and does not count as read', async () => {
    const project = await open({ 'min.js': 'x'.repeat(100_000) });
    const { text, read } = await project.read({ path: 'min.js' }, ROOM);

    expect(text.length).toBeLessThan(10_000);
    expect(text).toContain('(92000 more characters of this line)');
    expect(read?.range).toEqual({ first: 1, last: 0 });
  });
});

test('a pattern that needs a new state for each character is given up, in words', async () => {
  let seed = 1;
  const letter = () => ((seed = (seed * 48_271) % 2_147_483_647) & 64 ? 'a' : 'b');
  const project = await open({ 'a.txt': Array.from({ length: 100_000 }, letter).join(''), 'b.ts': 'abc\n' });
  const costly = await project.search({ path: '.', pattern: 'a[ab]{400}[xyz]' });
  expect(costly.isRefused).toBe(true);
  expect(costly.text).toBe(
    '".": the pattern takes too long to search for; use a simpler one, with fewer or smaller repetitions, or search for a word',
  );
  expect((await project.search({ path: '.', pattern: 'a[ab]{0,9}c' })).text).toContain('b.ts');
});
