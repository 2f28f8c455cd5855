import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ours, temporaryFolder } from '../support/environment.ts';
import type { Receipt } from '../../src/runs/receipt.ts';
import type { Row } from '../support/row.ts';
import { startServer, type Server } from '../support/server.ts';
import { startUpstream } from '../support/upstream.ts';

const LINE = 'The quick brown fox jumps over the lazy dog, and nobody knows why it does so every day.\n';
const REVIEW = 'Review this code for races. At most five findings.';
const TRANSLATE = 'Translate this document to German.';
const SUMMARISE = 'Summarise this file in two sentences.';

/**
 * What passes through the calling agent's context for three jobs: with everything in the call and its result, and with
 * files by path. The arguments are what the agent writes, the text of the result is what it reads; the `_meta` of a
 * result is shown to no model.
 */
export async function measureContext(): Promise<Row[]> {
  await using upstream = await startUpstream();
  await using folder = await temporaryFolder();
  const project = path.join(folder.path, 'project');
  const sources = await writeFiles(path.join(project, 'src'), 25, 8_000);
  const [document = ''] = await writeFiles(path.join(project, 'document'), 1, 60_000);
  const notes = await writeFiles(path.join(project, 'notes'), 200, 2_000);
  const settings = {
    DEEPSEEK_ROOTS: project,
    DEEPSEEK_WAIT_SECONDS: '600',
    DEEPSEEK_MAX_INLINE_CHARS: '1000000',
    DEEPSEEK_CHECK_TEST: '! grep -rn Misspelt tested',
  };
  await using server = await startServer(ours(upstream.url, folder.path, settings));
  const chat = (args: object) => bytesOf(server, 'deepseek_chat', args);
  const stream = (args: object) => bytesOf(server, 'deepseek_stream', args);

  const tested = await writeModules(path.join(project, 'tested'), 3);
  const modules = await writeModules(path.join(project, 'modules'), 12);
  let oneByOne = 0;
  for (const note of notes) oneByOne += await chat({ prompt: `${SUMMARISE}\n\n${note}` });
  return [
    toRow(`${sources.length} files reviewed`, {
      inline: await chat({ prompt: `${REVIEW}\n\n${sources.join('\n\n')}` }),
      byPath: await chat({ prompt: REVIEW, files: ['src/*.txt'] }),
    }),
    ...(await measureChange(server, modules)),
    await measureFix(stream, tested),
    toRow('60 kB translated to a file', {
      // The translation comes back, and goes out again when the agent writes the file.
      inline: (await stream({ prompt: `${TRANSLATE}\n\n${document}` })) + 2 * Buffer.byteLength(document),
      byPath: await stream({ prompt: TRANSLATE, files: ['document/0.txt'], save_to: 'document/de.txt' }),
    }),
    toRow(`${notes.length} files summed up`, {
      inline: oneByOne,
      byPath: await stream({ prompt: SUMMARISE, for_each: ['notes/*.txt'], save_to: 'summaries/{name}.md' }),
    }),
  ];
}

/** Modules of 240 lines, three of which have the word that is to be renamed. */
async function writeModules(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const lines = Array.from({ length: 240 }, (_, line) =>
    line % 80 === 10 ? `const total${line} = total(${line});` : `const value${line} = ${LINE.trim().length};`,
  );
  const texts = Array.from({ length: count }, (_, place) => `// ${place}\n${lines.join('\n')}\n`);
  for (const [place, text] of texts.entries()) await writeFile(path.join(folder, `${place}.js`), text);
  return texts;
}

/** A change of all modules: what comes back to the caller, and what DeepSeek writes. */
async function measureChange(server: Server, modules: readonly string[]): Promise<Row[]> {
  const args = { prompt: 'Rename total to sum.', files: ['modules/*.js'], save_format: 'edits' };
  const { content, _meta } = await server.request('tools/call', { name: 'deepseek_stream', arguments: args });
  const receipt = (_meta as { 'runapi-deepseek/receipt'?: Partial<Receipt> })['runapi-deepseek/receipt'];
  if (receipt?.edited?.length !== modules.length) throw new Error(JSON.stringify(content));
  const { output_tokens = null, reasoning_tokens = null } = receipt.usage ?? {};
  return [
    {
      measure: `in the caller's context: ${modules.length} files changed`,
      value: Buffer.byteLength(JSON.stringify(content)),
      unit: 'bytes',
      bound: { of: 'value', most: 1024 },
    },
    {
      measure: `${modules.length} files changed: written by DeepSeek`,
      value: (output_tokens ?? Infinity) - (reasoning_tokens ?? 0),
      unit: 'tokens',
      // The sandbox counts a token as four bytes.
      reference: { name: 'whole files', value: Math.ceil(Buffer.byteLength(modules.join('')) / 4) },
      bound: { of: 'ratio', most: 1 / 10 },
    },
  ];
}

/** A test that fails after the first answer, and is repaired. By hand, the agent reads at least the files. */
async function measureFix(
  stream: (args: object) => Promise<number>,
  tested: readonly string[],
): Promise<Row> {
  const value = await stream({
    prompt: 'Rename total to sum.',
    files: ['tested/*.js'],
    save_format: 'edits',
    check: 'test',
    model: 'deepseek-v4-pro@failed-check',
  });
  return {
    measure: `in the caller's context: a failing test fixed in ${tested.length} files`,
    value,
    unit: 'bytes',
    reference: { name: 'the files alone, read by hand', value: Buffer.byteLength(tested.join('')) },
    bound: { of: 'value', most: 1536 },
  };
}

function toRow(job: string, { inline, byPath }: { inline: number; byPath: number }): Row {
  return {
    measure: `in the caller's context: ${job}`,
    value: byPath,
    unit: 'bytes',
    reference: { name: 'all of it inline', value: inline },
    bound: { of: 'ratio', most: 1 / 50 },
  };
}

async function writeFiles(folder: string, count: number, bytes: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const text = LINE.repeat(Math.ceil(bytes / LINE.length)).slice(0, bytes);
  const texts = Array.from({ length: count }, (_, place) => `${place}\n${text}`);
  for (const [place, content] of texts.entries()) {
    await writeFile(path.join(folder, `${place}.txt`), content);
  }
  return texts;
}

async function bytesOf(server: Server, name: string, args: object): Promise<number> {
  const { content, isError } = await server.request('tools/call', { name, arguments: args });
  if (isError === true) throw new Error(JSON.stringify(content));
  return Buffer.byteLength(JSON.stringify(args)) + Buffer.byteLength(JSON.stringify(content));
}
