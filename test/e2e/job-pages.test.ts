import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { BIN } from '../support/binary.ts';
import { write } from '../support/files.ts';
import { temporaryFolder } from '../support/folder.ts';
import { JOB_PROJECTS } from '../support/job-projects.ts';
import { runProgram } from '../support/recipe-folder.ts';
import { receiptOf, textOf } from '../support/results.ts';
import { sandboxEnvironment, spawnServer, type Spawned } from '../support/server.ts';

/** What stands in the page for the id of the run before. */
const RUN_ID = 'r_…';

interface Desk extends AsyncDisposable {
  /** The output of the tool call or of the shell command in a block of the page. */
  readonly play: (fence: string, code: string) => Promise<string>;
}

/** Where the examples of one page are tried, against the built binary and the sandbox. */
async function openDesk(job: string): Promise<Desk> {
  const { files, answer, environment: more } = JOB_PROJECTS[job] ?? { files: {} };
  const folder = await temporaryFolder();
  const project = path.join(folder.path, 'project');
  const programs = path.join(folder.path, 'bin');
  await mkdir(programs);
  for (const [name, script] of [
    ['node', `exec '${process.execPath}' "$@"`],
    ['git', `printf '%s\\n' '-  if (a) b();' '+  b();'`],
  ] as const) {
    await writeFile(path.join(programs, name), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(programs, name), 0o755);
  }
  const sandbox = await startSandbox(answer ? { answer } : {});
  const environment = sandboxEnvironment(sandbox, {
    PATH: `${programs}${path.delimiter}${process.env['PATH']}`,
    DEEPSEEK_ROOTS: project,
    DEEPSEEK_STATE_DIR: path.join(folder.path, 'state'),
    ...more,
  });
  const reset = async () => {
    await rm(project, { recursive: true, force: true });
    write(project, files);
    await symlink(path.dirname(BIN), path.join(project, 'dist'));
    write(project, { '.gitignore': 'dist\n' });
  };
  let runId = '';
  let server: Spawned | undefined;

  const call = async (name: string, code: string) => {
    // Each call starts from the project as it was, but those about the run before.
    if (!code.includes(RUN_ID)) await reset();
    server ??= await spawnServer(environment);
    const given = JSON.parse(code.replace(RUN_ID, runId)) as Record<string, unknown>;
    const result = await server.client.callTool({ name, arguments: given });
    expect({ isError: result.isError, text: textOf(result) }).toMatchObject({ isError: undefined });
    runId = receiptOf(result).run_id ?? runId;
    return textOf(result);
  };
  const command = async (code: string) => {
    await reset();
    const words = ['-eu', '-c', `exec < /dev/null\n${code}`];
    const { exitCode, stdout, stderr } = await runProgram('sh', words, { environment, cwd: project });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    return `${stdout}${stderr}`;
  };
  return {
    play: (fence, code) => (fence === 'sh' ? command(code) : call(fence.replace('json ', ''), code)),
    async [Symbol.asyncDispose]() {
      await server?.[Symbol.asyncDispose]();
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** The page with each result as it is now; ids and durations, which no two runs share, as they are shown. */
async function replay(page: string, { play }: Desk): Promise<string> {
  let output = '';
  let replayed = '';
  let from = 0;
  for (const { 0: whole, 1: fence = '', 2: code = '', index } of page.matchAll(BLOCK)) {
    replayed += page.slice(from, index);
    from = index + whole.length;
    const isCall = /^(?:sh|json deepseek_\w+)$/.test(fence);
    if (isCall) output = await play(fence, code);
    replayed += fence === 'text result' ? `\`\`\`${fence}\n${asShown(output, code)}\n\`\`\`` : whole;
  }
  return replayed + page.slice(from);
}

const BLOCK = /^```([^\n]*)\n([^]*?)^```$/gm;
const DURATION = /\b\d+\.\d s\b/g;

function asShown(output: string, shown: string): string {
  const durations = shown.match(DURATION) ?? [];
  let place = 0;
  return output
    .trim()
    .replaceAll(BIN, 'dist/bin.js')
    .replaceAll(/\br_[\w-]{22}/g, RUN_ID)
    .replaceAll(DURATION, (measured) => durations[place++] ?? measured);
}

test.for(Object.keys(JOB_PROJECTS))('docs/%s.md shows what its calls and commands return', async (job) => {
  const file = fileURLToPath(new URL(`../../docs/${job}.md`, import.meta.url));
  const page = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
  await using desk = await openDesk(job);

  expect(page).toMatch(/^```text prompt$/m);
  expect(page).toMatch(/^```json deepseek_/m);
  expect(page).toMatch(/^```sh$/m);
  // After a change: npx vitest run test/e2e/job-pages.test.ts -u
  await expect(await replay(page, desk)).toMatchFileSnapshot(file);
});
