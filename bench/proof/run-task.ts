import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type Exchange } from '../../src/sandbox/sandbox.ts';
import type { Part, Round } from './caller/conversation.ts';
import { startCallerModel } from './caller/model-server.ts';
import { RATES, SPEED_UP, wallSeconds, type Interval } from './caller/pace.ts';
import type { Client } from './clients/client.ts';
import { measureDeepSeek } from './deepseek.ts';
import { fixedTokens, measureCaller, settle, type Cost } from './measure.ts';
import type { Task } from './task.ts';

export interface Run {
  readonly cost: Cost;
  readonly rounds: readonly Round[];
  /** The client's own prompt, all definitions, and the user's prompt. */
  readonly fixedTokens: number;
}

/** The default of 45 s, for models that are so much faster. */
const WAIT_SECONDS = 45 / SPEED_UP;
const KEY = 'proof-key';

/** Does a task with a client, alone or with our server, in a project of its own. @throws Where it is not done. */
export async function runTask(
  task: Task,
  client: Client,
  isDelegated: boolean,
  count: (text: string) => number,
): Promise<Run> {
  await using folder = await temporaryFolder();
  const [home, project] = [path.join(folder.path, 'home'), path.join(folder.path, 'shop')];
  await writeProject(project, task);
  const { firstTokenMs, inputTokensPerSecond, outputTokensPerSecond } = RATES.deepseek;
  await using sandbox = await startSandbox({
    ...task.deepseek,
    timeToFirstTokenMs: firstTokenMs / SPEED_UP,
    inputTokensPerSecond: inputTokensPerSecond * SPEED_UP,
    tokensPerSecond: outputTokensPerSecond * SPEED_UP,
  });
  const script = isDelegated ? task.delegated : task.alone;
  await using model = await startCallerModel(client.wire(project), script, count);
  const server = isDelegated
    ? {
        RUNAPI_API_KEY: KEY,
        RUNAPI_BASE_URL: sandbox.url,
        DEEPSEEK_ROOTS: project,
        DEEPSEEK_STATE_DIR: path.join(folder.path, 'state'),
        DEEPSEEK_WAIT_SECONDS: String(WAIT_SECONDS),
        ...(task.checkCommand !== undefined && { DEEPSEEK_CHECK_TEST: task.checkCommand }),
      }
    : undefined;
  const startedAt = performance.now();
  await mkdir(home);
  await client.converse({ home, project, modelUrl: model.url, server }, task.prompt);
  const endedAt = performance.now();

  assert.deepEqual(model.problems, []);
  const rounds = model.rounds.map((round) => settleRound(round, folder.path));
  const lastWord = rounds.at(-1)?.output.find(({ kind }) => kind === 'text')?.text;
  assert.ok(lastWord !== undefined, 'the script was not played to its end');
  await task.verify({
    lastWord,
    read: (name) => readFileSync(path.join(project, name), 'utf8'),
    run: (command) =>
      execSync(command, { cwd: project, encoding: 'utf8', env: gitEnvironment(), maxBuffer: 1e8 }),
  });
  if (!isDelegated) checkEvidence(task, rounds);
  const answering = [...model.answering, ...sandbox.exchanges.flatMap(answeringOf)];
  return {
    rounds,
    fixedTokens: fixedTokens(rounds, count),
    cost: {
      ...measureCaller(rounds, count),
      deepseek: measureDeepSeek(sandbox.exchanges, count),
      seconds: wallSeconds(startedAt, endedAt, answering),
    },
  };
}

/** Who works alone may know only what the tools have shown. */
function checkEvidence({ evidence }: Task, rounds: readonly Round[]): void {
  const seen = (rounds.at(-1)?.input ?? []).flatMap(({ kind, text }) => (kind === 'result' ? [text] : []));
  const missing = evidence.filter((fact) => !seen.some((text) => text.includes(fact)));
  assert.deepEqual(missing, [], 'the agent has not read what it says');
}

function settleRound({ input, output, endedAt }: Round, folder: string): Round {
  const settled = (part: Part) => ({ ...part, text: settle(part.text, folder) });
  return { input: input.map(settled), output: output.map(settled), endedAt };
}

function answeringOf({ startedAt, endedAt }: Exchange): Interval[] {
  return endedAt === undefined ? [] : [[startedAt, endedAt]];
}

async function writeProject(project: string, { files, changed = {} }: Task): Promise<void> {
  const write = async (all: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(all)) {
      const file = path.join(project, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  };
  await write(files);
  const git = (words: string) => execSync(`git ${words}`, { cwd: project, env: gitEnvironment() });
  git('init -q -b main');
  git('add -A');
  git('commit -q -m "The shop as it is"');
  await write(changed);
}

/** The same commit on every machine. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const [name, email, date] = ['Dev', 'dev@example.com', '2026-01-05T10:00:00Z'];
  return {
    PATH: process.env['PATH'],
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'proof-')));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
