import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openChange } from '../../../src/workspace/changes/change.ts';
import { undoChange } from '../../../src/workspace/changes/undo.ts';
import { patchOf, prepareEdits, type PreparedEdits } from '../../../src/workspace/edits/prepare-edits.ts';
import { readAttachments } from '../../../src/workspace/read/attachments.ts';
import { snapshot } from '../../support/change-world.ts';
import { folder, folderWith, write } from '../../support/files.ts';
import { block, removal } from './answers.ts';

interface World {
  readonly roots: readonly string[];
  readonly stateDir: string;
}

function world(...roots: string[]): World {
  return { roots, stateDir: path.join(folder(), 'state') };
}

/** What an answer makes of files that are sent whole; `meanwhile` happens between the two. */
async function prepare(
  { roots, stateDir }: World,
  names: readonly string[],
  answer: string,
  meanwhile: () => void = () => undefined,
): Promise<PreparedEdits> {
  const { files } = await readAttachments(names, { roots, maxInputBytes: 2_000_000 });
  meanwhile();
  return prepareEdits(answer, { roots, stateDir, sent: files.filter(({ lines }) => lines === undefined) });
}

async function apply({ roots, stateDir }: World, { edits }: PreparedEdits): Promise<void> {
  await using change = await openChange({ stateDir, roots, id: 'r_1' });
  await change.write(edits.map((edit) => edit.write));
}

const reasonsOf = ({ failures }: PreparedEdits) =>
  failures.map(({ kind, path: given, reason }) => `${given ?? '-'} ${kind}: ${reason}`);

test('twelve files are changed by one answer, counted, and undone', async () => {
  const names = Array.from({ length: 12 }, (_, place) => `src/file-${place}.ts`);
  const root = folderWith(Object.fromEntries(names.map((name) => [name, `one\n// ${name}\nthree\n`])));
  const before = snapshot(root);
  const here = world(root);
  const answer = names.map((name) => block(name, `// ${name}\n`, 'two\nand more\n')).join('\n');
  const prepared = await prepare(here, names, answer);
  await apply(here, prepared);

  expect(
    prepared.edits.map(({ path: name, action, added, removed }) => [name, action, added, removed]),
  ).toEqual(names.toSorted().map((name) => [name, 'changed', 2, 1]));
  expect(new Set(Object.values(snapshot(root)))).toEqual(new Set(['one\ntwo\nand more\nthree\n']));
  await undoChange({ ...here, id: 'r_1' });
  expect(snapshot(root)).toEqual(before);
});

test('byte order mark, line ends, a missing newline at the end, mode and links are kept', async () => {
  const root = folderWith({ 'mark.cs': '\uFEFFone\r\ntwo', 'run.sh': 'one\n', 'real/a.ts': 'one\n' });
  chmodSync(path.join(root, 'run.sh'), 0o755);
  symlinkSync('real/a.ts', path.join(root, 'link.ts'));
  const here = world(root);
  const names = ['mark.cs', 'run.sh', 'link.ts'];
  await apply(
    here,
    await prepare(here, names, names.map((name) => block(name, 'one\n', 'ONE\nmore\n')).join('')),
  );

  expect(readFileSync(path.join(root, 'mark.cs'), 'utf8')).toBe('\uFEFFONE\r\nmore\r\ntwo');
  expect(statSync(path.join(root, 'run.sh')).mode & 0o777).toBe(0o755);
  expect(readFileSync(path.join(root, 'real/a.ts'), 'utf8')).toBe('ONE\nmore\n');
  expect(readdirSync(root).toSorted()).toEqual(['link.ts', 'mark.cs', 'real', 'run.sh']);
});

test('spellings, roots and links of one file are one file', async () => {
  const [root, other] = [
    folderWith({ 'src/a.ts': 'one\ntwo\nthree\nfour\nfive\n' }),
    path.join(folder(), 'more'),
  ];
  mkdirSync(other);
  write(other, { 'b.ts': 'eins\nzwei\n' });
  symlinkSync('src', path.join(root, 'link'), 'dir');
  const here = world(root, other, path.join(root, 'src'));
  const answer = [
    block('src/a.ts', 'one\n', '1\n'),
    block('./src/../src/a.ts', 'two\n', '2\n'),
    block(path.join(root, 'src/a.ts'), 'three\n', '3\n'),
    block('link/a.ts', 'four\n', '4\n'),
    block('more//b.ts', 'eins\n', '1\n'),
    block(path.join(other, 'b.ts'), 'zwei\n', '2\n'),
    block('src/new.ts', '', 'x\n'),
    block('link/new.ts', '', 'x\n'),
  ].join('\n');
  const prepared = await prepare(here, ['src/a.ts', 'more//b.ts'], answer);
  await apply(here, prepared);

  expect(reasonsOf(prepared)).toEqual([]);
  expect(readFileSync(path.join(root, 'src/a.ts'), 'utf8')).toBe('1\n2\n3\n4\nfive\n');
  expect(readFileSync(path.join(other, 'b.ts'), 'utf8')).toBe('1\n2\n');
  expect(readFileSync(path.join(root, 'src/new.ts'), 'utf8')).toBe('x\n');
});

test('two names of one content are two files', async () => {
  const root = folderWith({ 'a.ts': 'one\n' });
  linkSync(path.join(root, 'a.ts'), path.join(root, 'b.ts'));
  const here = world(root);
  const answer = block('a.ts', 'one\n', '1\n') + block('b.ts', 'one\n', '2\n');
  await apply(here, await prepare(here, ['a.ts', 'b.ts'], answer));

  expect(snapshot(root)).toEqual({ 'a.ts': '1\n', 'b.ts': '2\n' });
});

test('a file that was changed since it was sent is a conflict, and the blocks of others still match', async () => {
  const root = folderWith({ 'a.ts': 'one\n', 'b.ts': 'one\n' });
  const here = world(root);
  const answer = block('a.ts', 'one\n', '1\n') + block('b.ts', 'one\n', '1\n');
  const prepared = await prepare(here, ['a.ts', 'b.ts'], answer, () =>
    write(root, { 'a.ts': 'one\nmine\n' }),
  );

  expect(reasonsOf(prepared)).toEqual([
    'a.ts conflict: is for a file that somebody else has changed since it was sent',
  ]);
  expect(prepared.edits).toEqual([]);
  expect(prepared.matched.map(({ path: name }) => name)).toEqual(['b.ts']);
});

test('a second answer is added to the blocks of the first that match', async () => {
  const root = folderWith({ 'a.ts': 'one\ntwo\n' });
  const here = world(root);
  const first = await prepare(here, ['a.ts'], block('a.ts', 'one\n', '1\n') + block('a.ts', 'to\n', '2\n'));
  const sent = [{ path: 'a.ts', text: 'one\ntwo\n' }];
  const second = await prepareEdits(block('a.ts', 'two\n', '2\n'), { ...here, sent, earlier: first });

  expect(first.failures.map(({ block: number }) => number)).toEqual([2]);
  expect(second.edits.map(({ write: { after } }) => after?.toString())).toEqual(['1\n2\n']);
});

test.for([
  ['one of two blocks', [['two\n', '2\n']], ['three']],
  ['a block that it joins with another', [['two\nthree\n', '2\n3\n']], []],
  ['all but what it repeats of the blocks that match', [['one\n', '1\n']], ['two', 'three']],
  ['everything', [], ['two', 'three']],
  [
    'nothing',
    [
      ['two\n', '2\n'],
      ['three\n', 'III\n'],
    ],
    [],
  ],
] as const)('a second answer that leaves out %s', async ([, blocks, missing]) => {
  const text = 'one\ntwo\nthree\n';
  const here = world(folderWith({ 'a.ts': text }));
  const wrong = block('a.ts', 'zwei\n', '2\n') + block('a.ts', 'drei\n', '3\n');
  const first = await prepare(here, ['a.ts'], block('a.ts', 'one\n', '1\n') + wrong);
  const answer = blocks.map(([old, now]) => block('a.ts', old, now)).join('');
  const second = await prepareEdits(answer, { ...here, sent: [{ path: 'a.ts', text }], earlier: first });

  expect(second.failures.map(({ block: number }) => ['two', 'three'][number - 2])).toEqual(missing);
  for (const { reason } of second.failures) expect(reason).toMatch(/the second answer leaves it out/);
  expect(second.edits).toHaveLength(missing.length > 0 ? 0 : 1);
});

const OUTSIDE = 'is outside the folders that may be used';
const UNSENT = 'exists, but was not sent whole';
/** What an answer may not touch, and why. */
const HOSTILE: readonly (readonly [target: string, reason: string])[] = [
  ['../evil.ts', OUTSIDE],
  ['/etc/passwd', OUTSIDE],
  ['~/../../x.ts', OUTSIDE],
  ['src/../../evil.ts', OUTSIDE],
  ['out/evil.ts', OUTSIDE],
  ['out.ts', OUTSIDE],
  ['dead.ts', 'goes through a link that leads to nothing'],
  ['.git/hooks/pre-commit', 'belongs to Git itself'],
  ['.GIT/config', 'belongs to Git itself'],
  ['.env', 'is a place for secrets: by its name it holds'],
  ['.mcp.json', 'is configuration of this server or of an agent'],
  ['.claude/settings.json', 'is configuration of this server or of an agent'],
  ['src', 'is a folder'],
  ['src/', 'ends like a folder'],
  ['src/a.ts/b.ts', 'is in a folder that cannot be written to, or below a file'],
  ['unsent.ts', UNSENT],
  ['part.ts', UNSENT],
  [`${'x'.repeat(300)}.ts`, 'has too long a name'],
];

test.for(['create', 'edit', 'delete'] as const)(
  'what may not be touched ends an answer that would %s it, and nothing is changed',
  async (action) => {
    const outside = folderWith({ 'theirs.ts': 'theirs\n' });
    const root = folderWith({
      'src/a.ts': 'one\n',
      'unsent.ts': 'one\n',
      'part.ts': 'one\ntwo\n',
      '.env': 'one\n',
      '.git/config': 'one\n',
    });
    symlinkSync(outside, path.join(root, 'out'), 'dir');
    symlinkSync(path.join(outside, 'theirs.ts'), path.join(root, 'out.ts'));
    symlinkSync(path.join(outside, 'none.ts'), path.join(root, 'dead.ts'));
    const before = snapshot(root);
    const here = world(root);
    for (const [target, reason] of HOSTILE) {
      const given = `\`${target}\``;
      const bad =
        action === 'delete' ? removal(given) : block(given, action === 'create' ? '' : 'one\n', 'evil\n');
      const answer = block('src/a.ts', 'one\n', '1\n') + bad;
      const prepared = await prepare(here, ['src/a.ts', 'part.ts:1-1'], answer);

      expect(reasonsOf(prepared)).toEqual([expect.stringContaining(`target: is for a file that ${reason}`)]);
      expect(prepared.edits).toEqual([]);
    }
    expect(snapshot(root)).toEqual(before);
    expect(snapshot(outside)).toEqual({ 'theirs.ts': 'theirs\n' });
  },
);

test('the state folder is no place for edits, wherever it is', async () => {
  const root = folderWith({ 'a.ts': 'one\n' });
  const here = { roots: [root], stateDir: path.join(root, 'state') };
  const answer = block('state/changes/r_1/journal.jsonl', '', 'x\n');

  expect(reasonsOf(await prepare(here, ['a.ts'], answer))).toEqual([
    'state/changes/r_1/journal.jsonl target: is for a file that is in the state folder of this server',
  ]);
});

test('many blocks for many files, however wrong, are all reported', async () => {
  const root = folderWith({ 'a.ts': 'one\n', 'unsent.ts': 'one\n' });
  const here = world(root);
  const wrong = ['a.ts', 'unsent.ts', '../out.ts', '.git/config'];
  const answer = Array.from({ length: 4_000 }, (_, place) =>
    block(wrong[place % 4] ?? '', `no ${place}\n`, 'x\n'),
  ).join('');
  const prepared = await prepare(here, ['a.ts'], answer);

  expect(prepared.failures).toHaveLength(4_000);
  expect(snapshot(root)).toEqual({ 'a.ts': 'one\n', 'unsent.ts': 'one\n' });
});

test('the patch of edits leads from the old files to the new ones', async () => {
  const files = { 'a.ts': '\uFEFFone\r\ntwo', 'dir/b.ts': 'one\n', 'gone.ts': 'x\n' };
  const [root, copy] = [folderWith(files), folderWith(files)];
  const here = world(root);
  const answer =
    block('a.ts', 'two\n', '2\n') +
    block('dir/b.ts', 'one\n', '1\n') +
    removal('gone.ts') +
    block('n.ts', '', 'n\n');
  const prepared = await prepare(here, Object.keys(files), answer);
  writeFileSync(path.join(copy, '.patch'), patchOf(prepared.edits));
  execFileSync('git', ['apply', '--whitespace=nowarn', '.patch'], { cwd: copy });
  await apply(here, prepared);

  expect({ ...snapshot(copy), '.patch': undefined }).toEqual({ ...snapshot(root), '.patch': undefined });
});
