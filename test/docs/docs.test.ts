import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { allowedImports, drawHouse } from '../../scripts/draw-house.ts';
import { chatArguments, streamArguments } from '../../src/delegation/arguments/arguments.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { receiptOf } from '../support/results.ts';
import { connectInMemory, sandboxEnvironment } from '../support/server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = ['README.md', 'CONTRIBUTING.md', 'AGENTS.md', ...namesIn('docs', '.md')];

function namesIn(folder: string, extension: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

function read(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

/** The code spans in the first column of all tables. */
function firstColumn(page: string): string[] {
  const cells = [...read(page).matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span));
}

/** Names that the user chooses are all the one with the place for them. */
function variablesIn(text: string): string[] {
  const names = text.match(/\bDEEPSEEK_[A-Z_]+\b/g) ?? [];
  return [
    ...new Set(names.map((name) => name.replace(/^(DEEPSEEK_CHECK_)(?!ENV$).*/, '$1<NAME>'))),
  ].toSorted();
}

test('docs/configuration.md lists every DEEPSEEK_ variable, and no other', () => {
  const inSource = variablesIn(namesIn('src/config', '.ts').map(read).join('\n'));

  expect(
    firstColumn('docs/configuration.md')
      .filter((name) => name.startsWith('DEEPSEEK_'))
      .toSorted(),
  ).toEqual(inSource);
  expect(variablesIn(PAGES.map(read).join('\n'))).toEqual(inSource);
});

test('docs/tools.md lists every argument and every field of the receipt', async () => {
  await using sandbox = await startSandbox();
  await using connected = await connectInMemory(sandboxEnvironment(sandbox));
  const result = await connected.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hello.' } });
  const known = [
    ...Object.keys(chatArguments.shape),
    ...Object.keys(streamArguments.shape),
    ...Object.keys(receiptOf(result)),
  ];
  const documented = firstColumn('docs/tools.md');

  expect(known.filter((name) => !documented.includes(name))).toEqual([]);
  expect(documented.filter((name) => !known.includes(name))).toEqual([]);
});

describe.each(PAGES)('%s', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);

  test('links only to files that exist', () => {
    const missing = links.filter((target) => !existsSync(path.join(ROOT, path.dirname(page), target)));

    expect(missing).toEqual([]);
  });
});

test.each(['docs/architecture.md', 'AGENTS.md'])('%s names only files and folders that exist', (page) => {
  const paths = [...read(page).matchAll(/`((?:src|test|docs|skill|scripts|bench)\/[\w./-]*)`/g)].map(
    ([, name = '']) => name,
  );

  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
});

test('every npm script that a page names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [
    ...PAGES.map(read)
      .join('\n')
      .matchAll(/npm run ([\w:-]+)/g),
  ].map(([, name = '']) => name);

  expect(named).toContain('test:clients');
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

describe('the picture of the house', () => {
  const config = JSON.parse(read('.oxlintrc.json')) as Parameters<typeof drawHouse>[0];

  test('is the one that the import rules give (npm run draw-house)', () => {
    expect(read('docs/house.svg')).toBe(drawHouse(config));
  });

  test('has every folder of the sources', () => {
    const folders = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );

    expect([...allowedImports(config).keys()].toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  });
});

test('the house stays one to live in: small files, few to a folder, and no folder that holds most of it', () => {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.ts'))
    .map(({ parentPath, name }) => ({
      folder: path.relative(ROOT, parentPath),
      lines: readFileSync(path.join(parentPath, name), 'utf8').split('\n').length,
    }));
  const all = sum(files.map((file) => file.lines));
  const folders = [...new Set(files.map(({ folder }) => folder))];
  const linesIn = (folder: string) =>
    sum(files.filter((file) => `${file.folder}/`.startsWith(`${folder}/`)).map((file) => file.lines));

  expect(files.length).toBeGreaterThan(100);
  const lines = files.map((file) => file.lines).toSorted((one, other) => one - other);
  expect(lines.at(-1)).toBeLessThanOrEqual(220);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(80);
  expect(folders.filter((folder) => files.filter((file) => file.folder === folder).length > 20)).toEqual([]);
  expect(folders.filter((folder) => folder !== 'src' && linesIn(folder) > all / 4)).toEqual([]);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
