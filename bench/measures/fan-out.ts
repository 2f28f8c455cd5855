import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer, type Command } from '../support/server.ts';
import { startUpstream } from '../support/upstream.ts';

const FILES = 2000;
const AT_ONCE = 8;
const UPSTREAM_MS = 30;
const ITEMS = 50;
/** About 10,000 tokens, as the sandbox counts them. */
const GLOSSARY = Array.from({ length: 1200 }, (_, line) => `Term ${line}: what it means in here.\n`).join('');

/** One prompt over many files in one call, as fast as the upstream lets eight requests at once be. */
export async function measureFanOut(): Promise<Row[]> {
  await using upstream = await startUpstream(['--ttft', String(UPSTREAM_MS)]);
  await using folder = await temporaryFolder();
  const milliseconds = await timeFanOut(path.join(folder.path, 'project'), FILES, (settings) =>
    ours(upstream.url, folder.path, settings),
  );
  return [
    {
      measure: `${FILES.toLocaleString('en-US')}-file fan-out, upstream ${UPSTREAM_MS} ms`,
      value: milliseconds,
      unit: 'ms',
      reference: { name: 'eight at once without overhead', value: (FILES / AT_ONCE) * UPSTREAM_MS },
      bound: { of: 'ratio', most: 1 / 0.9 },
    },
    ...(await measureSharedInput()),
  ];
}

/** @returns Milliseconds. @throws Where a file is missing. */
export async function timeFanOut(
  project: string,
  count: number,
  commandWith: (settings: Record<string, string>) => Command,
): Promise<number> {
  await mkdir(project, { recursive: true });
  for (let number = 0; number < count; number += 1) {
    await writeFile(path.join(project, `${number}.txt`), `This is file ${number}.\n`);
  }
  const settings = { DEEPSEEK_ROOTS: project, DEEPSEEK_WAIT_SECONDS: '600' };
  await using server = await startServer(commandWith(settings));
  const startedAt = performance.now();
  await server.request('tools/call', {
    name: 'deepseek_stream',
    arguments: { prompt: 'Summarise.', for_each: ['*.txt'], save_to: 'out/{name}.md' },
  });
  const milliseconds = performance.now() - startedAt;
  const saved = (await readdir(path.join(project, 'out'))).length;
  if (saved !== count) throw new Error(`${saved} of ${count} files were saved.`);
  return milliseconds;
}

/** One file that all requests share: how much of it the prefix cache serves, and what it costs in time. */
async function measureSharedInput(): Promise<Row[]> {
  await using upstream = await startUpstream(['--ttft', '200']);
  await using folder = await temporaryFolder();
  const project = path.join(folder.path, 'project');
  await mkdir(path.join(project, 'in'), { recursive: true });
  await writeFile(path.join(project, 'glossary.md'), GLOSSARY);
  for (let number = 0; number < ITEMS; number += 1) {
    await writeFile(path.join(project, 'in', `${number}.txt`), `Item ${number}.\n`);
  }
  const settings = { DEEPSEEK_ROOTS: project, DEEPSEEK_WAIT_SECONDS: '600' };
  await using server = await startServer(ours(upstream.url, folder.path, settings));
  const fanOut = async (args: object) => {
    const startedAt = performance.now();
    const call = { prompt: 'Translate.', for_each: ['in/*.txt'], overwrite: true, ...args };
    const result = await server.request('tools/call', { name: 'deepseek_stream', arguments: call });
    const { 'runapi-deepseek/receipt': receipt } = result['_meta'] as Record<string, Receipt>;
    return { milliseconds: performance.now() - startedAt, cached: receipt?.usage.cached_input_tokens ?? 0 };
  };
  const atOnce = await fanOut({ save_to: 'one/{name}.md' });
  const shared = await fanOut({ save_to: 'two/{name}.md', files: ['glossary.md'] });
  return [
    {
      measure: `shared input that the prefix cache does not serve, ${ITEMS} items`,
      value: 100 * (1 - shared.cached / (ITEMS * Math.ceil(GLOSSARY.length / 4))),
      unit: '%',
      bound: { of: 'value', most: 15 },
    },
    {
      measure: `${ITEMS}-item fan-out with shared input, upstream 200 ms`,
      value: shared.milliseconds,
      unit: 'ms',
      reference: { name: 'all at once by eight', value: atOnce.milliseconds },
      bound: { of: 'ratio', most: 1.3 },
    },
  ];
}

interface Receipt {
  readonly usage: { readonly cached_input_tokens: number };
}
