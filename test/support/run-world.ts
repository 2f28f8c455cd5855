import type { CallToolResult, Client } from '@modelcontextprotocol/client';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { run, type Finished } from './binary.ts';
import { runInMemory } from './command.ts';
import { temporaryFolder } from './folder.ts';
import { receiptOf, textOf } from './results.ts';
import { connectInMemory, sandboxEnvironment, spawnServer, type Connected, type Spawned } from './server.ts';

export interface World extends AsyncDisposable {
  sandbox: Sandbox;
  stateDir: string;
  environment: Record<string, string>;
  /** A server in this process. */
  connect(): Promise<Connected>;
  /** A server in a process of its own. */
  spawn(): Promise<Spawned>;
  /** The command line. */
  command(...words: string[]): Promise<Finished>;
  /** The command line in this process: for what comes before and after what a test looks at. */
  inMemory(...words: string[]): Promise<Finished>;
  /** What is in the logs of all runs together. */
  log(): string;
}

/** An upstream and a state folder, for any number of servers and commands. */
export async function createWorld(
  options: SandboxOptions = {},
  extra: Record<string, string> = {},
): Promise<World> {
  const sandbox = await startSandbox(options);
  const folder = await temporaryFolder();
  const stateDir = path.join(folder.path, 'state');
  const environment = sandboxEnvironment(sandbox, { DEEPSEEK_STATE_DIR: stateDir, ...extra });
  return {
    sandbox,
    stateDir,
    environment,
    connect: () => connectInMemory(environment),
    spawn: () => spawnServer(environment),
    command: (...words) => run(words, { environment }),
    inMemory: (...words) => runInMemory(words, { environment }),
    log: () =>
      listLogs(stateDir)
        .map((file) => readFileSync(file, 'utf8'))
        .join(''),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function listLogs(stateDir: string): string[] {
  const folder = path.join(stateDir, 'runs');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => path.join(folder, name));
}

export function call(
  { client }: { client: Client },
  name: string,
  args: Record<string, unknown>,
): Promise<CallToolResult> {
  return client.callTool({ name, arguments: args });
}

/** The result without its receipt line. */
export function answerOf(result: CallToolResult): string {
  const [first, second] = result.content;
  // Whole JSON is a text of its own.
  if (first?.type === 'text' && second) return first.text;
  const shown = textOf(result);
  return shown.startsWith('[') && !shown.includes('\n') ? '' : shown.slice(0, shown.lastIndexOf('\n\n['));
}

export function lineOf(result: CallToolResult): string {
  return textOf(result).split('\n').at(-1) ?? '';
}

/** The id of the run that a result is of. */
export function runIdOf(result: CallToolResult): string {
  const id = receiptOf(result).run_id;
  if (id === null) throw new Error(`The result names no run: ${textOf(result)}`);
  return id;
}

/** The id of the first run in the state folder: for a caller that never got it. */
export function firstRunId(world: World): string {
  const id = /"id":"(r_[\w-]{22})"/.exec(world.log())?.[1];
  if (id === undefined) throw new Error('There is no run in the state folder.');
  return id;
}

/** Asks for the rest of a run again and again, as its receipt says. @returns All results. */
export async function readToEnd(
  server: { client: Client },
  begun: CallToolResult,
): Promise<[CallToolResult, ...CallToolResult[]]> {
  const results: [CallToolResult, ...CallToolResult[]] = [begun];
  let latest = begun;
  while (receiptOf(latest).status === 'running') {
    latest = await call(server, 'deepseek_stream', { run_id: runIdOf(begun) });
    results.push(latest);
  }
  return results;
}

export function joinedText(results: readonly CallToolResult[]): string {
  return results.map(answerOf).join('');
}

function line(number: number): string {
  return `${number}. Für Übergrößen 🦊 gilt Regel ${number * 7}.`;
}

/** Text with empty lines and characters of several bytes, in which no line is like another. */
export function essay(lines: number): string {
  return Array.from({ length: lines }, (_, at) => line(at + 1) + (at % 5 === 4 ? '\n' : '')).join('\n');
}
