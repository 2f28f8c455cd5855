import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { BIN } from '../support/binary.ts';
import { runInMemory } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { receiptOf } from '../support/results.ts';
import { sandboxEnvironment, TEST_KEY } from '../support/server.ts';
import { codeBlocks, codeSpans } from '../support/documents.ts';
import { JOB_PROJECTS } from '../support/job-projects.ts';
import { runProgram } from '../support/recipe-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The files that the examples name. */
const FILES: Readonly<Record<string, string>> = {
  'src/client.ts': 'export const retries = 2;\n',
  'docs/guide.md': '# Guide\n\nA run has a receipt.\n',
};
/** Programs that other tests run, or that are not ours. */
const OTHER_PROGRAMS = ['npm', 'npx', 'claude', 'codex', 'docker'];

const pages = new Map<string, string>();
for (const folder of ['.', 'docs', 'docs/decisions']) {
  for (const name of await readdir(path.join(ROOT, folder))) {
    if (!name.endsWith('.md') || name === 'SKILL.md') continue;
    const page = path.posix.join(folder, name);
    pages.set(page, (await readFile(path.join(ROOT, page), 'utf8')).replaceAll('\r\n', '\n'));
  }
}

let sandbox: Sandbox;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let project: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await temporaryFolder();
  project = path.join(folder.path, 'project');
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(project, name)), { recursive: true });
    await writeFile(path.join(project, name), text);
  }
  await symlink(path.dirname(BIN), path.join(project, 'dist'));
  const programs = path.join(folder.path, 'bin');
  await mkdir(programs);
  await putProgram(programs, 'node', `exec '${process.execPath}' "$@"`);
  await putProgram(programs, 'git', `printf '%s\\n' '-const retries = 1;' '+const retries = 2;'`);
  for (const name of OTHER_PROGRAMS) await putProgram(programs, name, 'exit 0');
  sandbox = await startSandbox();
  environment = sandboxEnvironment(sandbox, {
    PATH: `${programs}${path.delimiter}${process.env['PATH']}`,
    HOME: path.join(folder.path, 'home'),
    DEEPSEEK_ROOTS: project,
    DEEPSEEK_STATE_DIR: path.join(folder.path, 'state'),
  });
});

afterAll(async () => {
  await sandbox.close();
  await folder[Symbol.asyncDispose]();
});

async function putProgram(programs: string, name: string, script: string): Promise<void> {
  await writeFile(path.join(programs, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(programs, name), 0o755);
}

/** The page of a job has a project of its own, where `job-pages.test.ts` replays its examples. */
function isJobPage(page: string): boolean {
  return path.basename(page, '.md') in JOB_PROJECTS;
}

/** What a page shows to be typed, placeholders filled in. */
function commandsOf(page: string, text: string): string[] {
  const spans = codeSpans(text).filter((span) => span.startsWith('node dist/bin.js'));
  return [...(isJobPage(page) ? [] : codeBlocks(text, 'sh')), ...spans].map((command) =>
    command
      .replace('CLIENT', 'codex')
      .replace('--fault NAME', '--fault length')
      .replace('--port 8080', '--port 0')
      .trim()
      .replace(/dashboard$/, '$& --no-open')
      .replace('--http 8080', '--http 0')
      // Without a terminal nobody can be asked.
      .replace(/install [\w-]+$/, '$& --dry-run'),
  );
}

/** Each once, with all pages that show it. */
const pagesOf = new Map<string, string[]>();
for (const [page, text] of pages) {
  for (const command of new Set(commandsOf(page, text)))
    pagesOf.set(command, [...(pagesOf.get(command) ?? []), page]);
}
const commands = [...pagesOf].map(([command, shownOn]) => ({ page: shownOn.join(', '), command }));
const servers = commands.filter(({ command }) => /bin\.js (?:sandbox|dashboard|serve --http)/.test(command));
/** All clients are named in the same way; one of them is enough for the built command. */
const clients = commands.filter(
  ({ command }) => /bin\.js install [\w-]+ --dry-run$/.test(command) && !command.includes('codex'),
);
const others = commands.filter((shown) => !servers.includes(shown) && !clients.includes(shown));

test('the pages show commands', () => {
  expect(others.length).toBeGreaterThan(8);
  expect(servers.length).toBeGreaterThan(0);
  expect(clients.length).toBeGreaterThan(8);
});

test.for(others)('$page: $command', async ({ command }) => {
  const { exitCode, stderr } = await runProgram('sh', ['-eu', '-c', command], { environment, cwd: project });

  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.not.stringMatching(/error:|INCOMPLETE/),
  });
});

test.for(clients)('$page: $command, in memory', async ({ command }) => {
  const [, , ...words] = command.split(' ');

  expect(await runInMemory(words, { environment })).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\+ .*deepseek/m),
    stderr: expect.not.stringMatching(/error:/),
  });
});

test.for(servers)('$page: $command, until it listens', async ({ command }) => {
  const [, ...words] = command.split(' ');
  const child = spawn(process.execPath, words, { env: environment, cwd: project });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const listening = new Promise<string>((resolve, reject) => {
    let output = '';
    const add = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('http://127.0.0.1:')) resolve(output);
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.once('exit', () => reject(new Error(`It ended: ${output}`)));
  });

  try {
    expect(await listening).toContain('http://127.0.0.1:');
  } finally {
    child.kill();
    await ended;
  }
});

test('the configuration in README.md starts a server that answers', async () => {
  const [block = ''] = codeBlocks(pages.get('README.md') ?? '', 'json');
  const { mcpServers } = JSON.parse(
    block.replace('/path/to/runapi-deepseek/', ROOT).replace('${RUNAPI_API_KEY}', TEST_KEY),
  ) as { mcpServers: { deepseek: { command: string; args: string[]; env: Record<string, string> } } };
  const { env, ...program } = mcpServers.deepseek;
  const { RUNAPI_API_KEY: _key, ...inherited } = environment;
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ ...program, env: { ...inherited, ...env } }));

  const result = await client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Say hello.' } });

  expect(receiptOf(result).status).toBe('complete');
  await client.close();
});
