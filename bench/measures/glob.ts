import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ours, temporaryFolder } from '../support/environment.ts';
import { makeLargeProject } from '../support/large-project.ts';
import type { Row } from '../support/row.ts';
import { startServer } from '../support/server.ts';
import { median, spread } from '../support/statistics.ts';
import { startUpstream } from '../support/upstream.ts';

const TIMES = 9;
const WARM_UP = 2;
const LIST = ['ls-files', '--cached', '--others', '--exclude-standard'];
const run = promisify(execFile);

/** How long a call looks for its files in a large project, beside git, which applies the same rules. */
export async function measureGlob(): Promise<Row[]> {
  await using upstream = await startUpstream();
  await using folder = await temporaryFolder();
  const project = path.join(folder.path, 'project');
  await mkdir(project);
  makeLargeProject(project);
  await using server = await startServer(ours(upstream.url, folder.path, { DEEPSEEK_ROOTS: project }));
  const env = { ...process.env, HOME: folder.path, GIT_CONFIG_NOSYSTEM: '1' };
  expectText((await run('git', LIST, { cwd: project, env, maxBuffer: 2 ** 26 })).stdout, 'service.proto');
  const ask = async (glob: string) => {
    const { content } = await server.request('tools/call', {
      name: 'deepseek_chat',
      arguments: { prompt: 'Say hello.', files: [glob] },
    });
    return JSON.stringify(content);
  };
  const ways = {
    one: async () => expectText(await ask('**/*.proto'), 'deepseek-v4-pro'),
    all: async () => expectText(await ask('**/*'), 'DEEPSEEK_MAX_INPUT_BYTES'),
    // Its list goes nowhere, so that only the looking is measured.
    git: async () => {
      const [code] = await once(spawn('git', LIST, { cwd: project, env, stdio: 'ignore' }), 'exit');
      if (code !== 0) throw new Error(`git ended with ${code}.`);
    },
  };
  const tookMs: Record<keyof typeof ways, number[]> = { one: [], all: [], git: [] };
  for (let time = -WARM_UP; time < TIMES; time += 1) {
    for (const name of ['one', 'all', 'git'] as const) {
      const startedAt = performance.now();
      await ways[name]();
      if (time >= 0) tookMs[name].push(performance.now() - startedAt);
    }
  }
  const reference = { name: 'git ls-files', value: median(tookMs.git) };
  const row = (measure: string, values: readonly number[]) => ({
    measure,
    value: median(values),
    unit: 'ms',
    spread: spread(values),
    reference,
  });
  return [
    {
      ...row('a glob for one of 100,000 files, 200 ignore patterns', tookMs.one),
      bound: { of: 'ratio', most: 4 },
    },
    row('a glob for all of them, refused as too much', tookMs.all),
  ];
}

function expectText(text: string, expected: string): void {
  if (!text.includes(expected)) throw new Error(`"${expected}" is not in ${text.slice(0, 500)}`);
}
