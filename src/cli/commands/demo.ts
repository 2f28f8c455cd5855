import { copyFile, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../config/config.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { DelegateError } from '../../errors.ts';
import { VERSION } from '../../version.ts';
import { commandName } from '../../command-name.ts';
import type { DemoStage } from '../demo/stage.ts';
import { DEMO_STEPS } from '../demo/steps.ts';
import { startLineClient, type LineClient } from '../line-client.ts';
import type { AddCommand } from '../add-command.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

/** Fast enough for a demonstration, slow enough to watch. */
const PACE = { timeToFirstTokenMs: 250, tokensPerSecond: 150 };

export const addDemoCommand: AddCommand = (program, terminal, finish) => {
  program
    .command('demo')
    .option('--live', 'use the configured key and gateway instead of the sandbox; this costs tokens', false)
    .action(async ({ live }: { live: boolean }) => finish(await demo(live, terminal)));
};

async function demo(isLive: boolean, terminal: Terminal): Promise<number> {
  const { stdout } = terminal;
  // Better reported here than by each step.
  if (isLive) readConfig(terminal.environment);
  const folder = await makeFolder();
  const sandbox = isLive ? undefined : await startSandbox(PACE);
  const environment = serverEnvironment({ sandbox, folder, terminal });
  const startOne = (extra: Record<string, string>) => startServer({ ...environment, ...extra });
  try {
    const bin = await realpath(process.argv[1] ?? '');
    await copyFile(path.resolve(path.dirname(bin), '..', 'README.md'), path.join(folder, 'README.md'));
    const client = await startOne({});
    try {
      writeLine(stdout, introduction(sandbox, client));
      return await runSteps({ client, startServer: startOne, sandbox, folder, terminal });
    } finally {
      await client.close();
    }
  } finally {
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws {DelegateError} `configuration` where the folder for temporary files is missing or read-only. */
async function makeFolder(): Promise<string> {
  try {
    return await realpath(await mkdtemp(path.join(tmpdir(), 'runapi-deepseek-demo-')));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DelegateError(
      'configuration',
      `The folder for temporary files, ${tmpdir()}, cannot be written (${code}).`,
      'Set TMPDIR (on Windows TEMP) to a folder that you may write to.',
      { cause },
    );
  }
}

/** Starts this program as an MCP client would. */
async function startServer(environment: Record<string, string>): Promise<LineClient> {
  const bin = await realpath(process.argv[1] ?? '');
  return startLineClient({ command: process.execPath, args: [bin, 'serve'], env: environment });
}

interface ServerPlace {
  readonly sandbox: Sandbox | undefined;
  readonly folder: string;
  readonly terminal: Terminal;
}

/** The sandbox's key is any text; nothing of the user's environment that could be a key goes along. */
function serverEnvironment({
  sandbox,
  folder,
  terminal: { environment },
}: ServerPlace): Record<string, string> {
  // Neither the user's files nor the user's runs are touched.
  const folders = { DEEPSEEK_ROOTS: folder, DEEPSEEK_STATE_DIR: path.join(folder, '.state') };
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  if (!sandbox) return { ...Object.fromEntries(given), ...folders };
  const needed = given.filter(([name]) => /^(?:PATH|HOME|TMPDIR|TEMP|SYSTEMROOT)$/i.test(name));
  const upstream = { RUNAPI_API_KEY: 'sandbox', RUNAPI_BASE_URL: sandbox.url };
  return { ...Object.fromEntries(needed), ...upstream, ...folders };
}

function introduction(sandbox: Sandbox | undefined, client: LineClient): string {
  const upstream = sandbox
    ? `the sandbox at ${sandbox.url}, a local stand-in for RunAPI. No model answers: the text is computed`
    : 'the configured gateway. Answers are real and cost tokens';
  return `runapi-deepseek ${VERSION}: MCP server "${client.serverName}", started as an MCP client starts it.\nUpstream: ${upstream}.`;
}

async function runSteps(stage: DemoStage): Promise<number> {
  const { stdout, signal } = stage.terminal;
  const steps = DEMO_STEPS.filter((step) => stage.sandbox || !step.needsSandbox);
  let failures = 0;
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    writeLine(stdout, `\n${index + 1}. ${step.title}`);
    const problem = await step.run(stage).catch((error: unknown) => String(error));
    if (problem) failures += 1;
    writeLine(stdout, problem ? `   FAILED: ${problem}` : '   ok');
  }
  const verdict =
    failures > 0 ? `${failures} of ${steps.length} steps failed.` : `All ${steps.length} steps passed.`;
  writeLine(stdout, `\n${verdict}`);
  if (stage.sandbox && failures === 0) {
    writeLine(
      stdout,
      `Next: get a key at https://runapi.ai/api_keys, set RUNAPI_API_KEY and run "${commandName()} doctor".`,
    );
  }
  return failures > 0 ? 1 : 0;
}
