import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ours, temporaryFolder } from './support/environment.ts';
import { startServer } from './support/server.ts';
import { startUpstream } from './support/upstream.ts';

// What passes through the calling agent's context, in bytes, for three jobs: with everything in the call and its
// result, and with files by path. The arguments are what the agent writes, the text of the result is what it reads;
// the `_meta` of a result is shown to no model.

const AT_MOST = 1 / 50;
const LINE = 'The quick brown fox jumps over the lazy dog, and nobody knows why it does so every day.\n';

await using upstream = await startUpstream();
await using folder = await temporaryFolder();
const project = path.join(folder.path, 'project');
const sources = await writeFiles('src', 25, 8_000);
const [document = ''] = await writeFiles('document', 1, 60_000);
const notes = await writeFiles('notes', 200, 2_000);
const settings = {
  DEEPSEEK_ROOTS: project,
  DEEPSEEK_WAIT_SECONDS: '600',
  DEEPSEEK_MAX_INLINE_CHARS: '1000000',
};
await using server = await startServer(ours(upstream.url, folder.path, settings));

const review = 'Review this code for races. At most five findings.';
const translate = 'Translate this document to German.';
const summarise = 'Summarise this file in two sentences.';
const jobs = [
  {
    job: `review ${sources.length} files, ${total(sources)} bytes`,
    inline: await measure('deepseek_chat', { prompt: `${review}\n\n${sources.join('\n\n')}` }),
    byPath: await measure('deepseek_chat', { prompt: review, files: ['src/*.txt'] }),
  },
  {
    job: `translate a document of ${total([document])} bytes to a file`,
    // The translation comes back, and goes out again when the agent writes the file.
    inline:
      (await measure('deepseek_stream', { prompt: `${translate}\n\n${document}` })) + 2 * total([document]),
    byPath: await measure('deepseek_stream', {
      prompt: translate,
      files: ['document/0.txt'],
      save_to: 'document/de.txt',
    }),
  },
  {
    job: `summarise ${notes.length} files, ${total(notes)} bytes`,
    inline: await measureAll(notes.map((note) => ({ prompt: `${summarise}\n\n${note}` }))),
    byPath: await measure('deepseek_stream', {
      prompt: summarise,
      for_each: ['notes/*.txt'],
      save_to: 'summaries/{name}.md',
    }),
  },
];

for (const { job, inline, byPath } of jobs) {
  const share = byPath / inline;
  console.log(`${job}: ${inline} bytes inline, ${byPath} by path: 1/${Math.round(1 / share)}`);
  if (share > AT_MOST) process.exitCode = 1;
}

async function writeFiles(name: string, count: number, bytes: number): Promise<string[]> {
  await mkdir(path.join(project, name), { recursive: true });
  const text = LINE.repeat(Math.ceil(bytes / LINE.length)).slice(0, bytes);
  const texts = Array.from({ length: count }, (_, place) => `${place}\n${text}`);
  for (const [place, content] of texts.entries()) {
    await writeFile(path.join(project, name, `${place}.txt`), content);
  }
  return texts;
}

function total(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

async function measureAll(calls: readonly object[]): Promise<number> {
  let bytes = 0;
  for (const args of calls) bytes += await measure('deepseek_chat', args);
  return bytes;
}

async function measure(name: string, args: object): Promise<number> {
  const { content, isError } = await server.request('tools/call', { name, arguments: args });
  if (isError === true) throw new Error(JSON.stringify(content));
  return Buffer.byteLength(JSON.stringify(args)) + Buffer.byteLength(JSON.stringify(content));
}
