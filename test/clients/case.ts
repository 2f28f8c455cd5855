import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { BIN } from '../support/binary.ts';
import { runProgram } from './program.ts';
import type { ScriptedCall, ScriptedModel } from './scripted-model.ts';

/** What each case is given, and nothing of the machine's own. */
export interface Stage {
  readonly sandbox: Sandbox;
  /** A home folder of the case's own. */
  readonly home: string;
  /** An empty project. */
  readonly project: string;
}

export interface Case {
  readonly client: string;
  readonly version: string;
  readonly name: string;
  /** @throws Where something is not as it should be. */
  readonly run: (stage: Stage) => Promise<void>;
}

export const KEY = 'clients-test-key';
export const LAST_WORD = 'The scripted model has what it wanted.';

/** Both completion tools, by the names that the client gives them. */
export function callsOf(toolName: (tool: string) => string): ScriptedCall[] {
  return [
    { name: toolName('deepseek_chat'), arguments: { prompt: 'Say hello in 12 words.' } },
    {
      name: toolName('deepseek_stream'),
      arguments: { prompt: 'Explain it in 40 words.', save_to: 'out.md' },
    },
  ];
}

/** The calls reached upstream, and their answers, with receipts, reached the model. */
export function checkAnswers({ sandbox }: Stage, model: ScriptedModel): void {
  const [chat = '', stream = ''] = model.toolResults().slice(-2);
  assert.equal(sandbox.exchanges.length, 2, 'two requests upstream');
  for (const { headers } of sandbox.exchanges) assert.equal(headers.authorization, `Bearer ${KEY}`);
  assert.match(chat, /This is the sandbox/);
  assert.match(chat, /\[deepseek-v4-pro · stop · /);
  assert.match(stream, /Saved to out\.md \(\d+ bytes/);
}

/** One call that changes three files of the project. */
export function changeOf(toolName: (tool: string) => string): ScriptedCall[] {
  const task = { prompt: 'Rename total to sum.', files: ['cart/*.js'], save_format: 'edits' };
  return [{ name: toolName('deepseek_stream'), arguments: task }];
}

const CART = ['a', 'b', 'c'].map((name) => [`cart/${name}.js`, `export const total = '${name}';\n`] as const);

export async function writeCart({ project }: Stage): Promise<void> {
  await mkdir(path.join(project, 'cart'));
  for (const [name, text] of CART) await writeFile(path.join(project, name), text);
}

/** The files were changed, the model read which, and the call that it was told undoes the change. */
export async function checkChange({ project, home, sandbox }: Stage, model: ScriptedModel): Promise<void> {
  const told = model.toolResults().at(-1) ?? '';
  assert.match(told, /Edited 3 files, \+3 -3 lines:/);
  assert.ok(Buffer.byteLength(told) <= 1024, 'at most 1 KB comes back');
  const read = (name: string) => readFile(path.join(project, name), 'utf8');
  for (const [name, text] of CART) assert.equal(await read(name), text.replace('total', 'sum'));
  const id = /to undo: deepseek_stream \{\\?"run_id\\?":\\?"(r_[\w-]+)/.exec(told)?.[1];
  assert.ok(id, 'the run id is shown');
  const environment = { HOME: home, RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: sandbox.url };
  const { exitCode, stderr } = await runProgram(process.execPath, [BIN, 'runs', 'undo', id], {
    cwd: project,
    environment,
  });
  assert.equal(exitCode, 0, stderr);
  for (const [name, text] of CART) assert.equal(await read(name), text);
}
