import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer } from '../support/server.ts';
import { startUpstream } from '../support/upstream.ts';

const FILES = 1000;

/** One prompt over many files in one call: what our side takes for each, without the model's time. */
export async function measureFanOut(): Promise<Row[]> {
  await using upstream = await startUpstream();
  await using folder = await temporaryFolder();
  const project = path.join(folder.path, 'project');
  await mkdir(project);
  for (let number = 0; number < FILES; number += 1) {
    await writeFile(path.join(project, `${number}.txt`), `This is file ${number}.\n`);
  }
  const settings = { DEEPSEEK_ROOTS: project, DEEPSEEK_WAIT_SECONDS: '600' };
  await using server = await startServer(ours(upstream.url, folder.path, settings));
  const startedAt = performance.now();
  await server.request('tools/call', {
    name: 'deepseek_stream',
    arguments: { prompt: 'Summarise.', for_each: ['*.txt'], save_to: 'out/{name}.md' },
  });
  const milliseconds = (performance.now() - startedAt) / FILES;
  const saved = (await readdir(path.join(project, 'out'))).length;
  if (saved !== FILES) throw new Error(`${saved} of ${FILES} files were saved.`);
  return [
    {
      measure: `per-file overhead, ${FILES.toLocaleString('en-US')}-file fan-out`,
      value: milliseconds,
      unit: 'ms',
    },
  ];
}
