import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { chatArguments, streamArguments } from '../../src/delegation/arguments.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { receiptOf } from '../support/results.ts';
import { connectInMemory, sandboxEnvironment } from '../support/server.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGES = ['README.md', 'CONTRIBUTING.md', ...namesIn('docs', '.md')];

function namesIn(folder: string, extension: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

function read(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

/** What stands in the first column of tables, one code span each. */
function firstColumn(page: string): string[] {
  const cells = [...read(page).matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span));
}

function variablesIn(text: string): string[] {
  return [...new Set(text.match(/\bDEEPSEEK_[A-Z_]+\b/g))].toSorted();
}

test('the page on configuration has every variable of ours, and no other', () => {
  const inSource = variablesIn(namesIn('src/config', '.ts').map(read).join('\n'));

  expect(
    firstColumn('docs/configuration.md')
      .filter((name) => name.startsWith('DEEPSEEK_'))
      .toSorted(),
  ).toEqual(inSource);
  expect(variablesIn(PAGES.map(read).join('\n'))).toEqual(inSource);
});

test('the page on tools has every argument and every field of the receipt', async () => {
  await using sandbox = await startSandbox();
  await using connected = await connectInMemory(sandboxEnvironment(sandbox));
  const result = await connected.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hello.' } });
  const known = [
    ...Object.keys(chatArguments.shape),
    ...Object.keys(streamArguments.shape),
    ...Object.keys(receiptOf(result)),
  ];
  const told = firstColumn('docs/tools.md');

  expect(known.filter((name) => !told.includes(name))).toEqual([]);
  expect(told.filter((name) => !known.includes(name))).toEqual([]);
});

describe.each(PAGES)('%s', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);

  test('links to files that are there', () => {
    const missing = links.filter((target) => !existsSync(path.join(ROOT, path.dirname(page), target)));

    expect(missing).toEqual([]);
  });
});

test('the map of the sources leads to what is there', () => {
  const paths = [...read('CONTRIBUTING.md').matchAll(/`((?:src|test|docs|skill|scripts)\/[\w./-]*)`/g)].map(
    ([, name = '']) => name,
  );

  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
});
