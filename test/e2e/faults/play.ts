import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import type { Receipt } from '../../../src/runs/receipt.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { write } from '../../support/files.ts';
import { run } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import type { Cell } from './cells.ts';

/** What came of one cell, seen from outside. */
export interface Played {
  answer: string;
  /** Everything that the caller can read. */
  shown: string;
  isError: boolean;
  receipt: Receipt;
  /** Of the command only. */
  exitCode: number | undefined;
  /** Of the files that were to be changed, how many were. */
  changedFiles: number;
}

const JSON_SCHEMA = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };

interface PlayOptions {
  readonly client: Client;
  readonly environment: Record<string, string>;
  /** A root of the server. */
  readonly root: string;
}

/** @param prompt - Unlike any other, so that upstream's record of it can be found. */
export async function play(cell: Cell, prompt: string, options: PlayOptions): Promise<Played> {
  if (cell.wantsEdits) return playEdits(cell, prompt, options);
  const { fault, protocol, via, wantsJson, explores } = cell;
  const model = `deepseek-v4-pro@${fault}`;
  if (via !== 'chat') {
    const json = wantsJson ? { json_schema: JSON_SCHEMA } : {};
    return playTool(options.client, via, {
      prompt,
      model,
      protocol,
      ...json,
      ...(explores && { explore: true }),
    });
  }
  const json = wantsJson ? ['--json-schema', JSON.stringify(JSON_SCHEMA)] : [];
  return playCommand(
    cell,
    ['chat', prompt, '--model', model, '--protocol', protocol, ...json, ...(explores ? ['--explore'] : [])],
    options.environment,
  );
}

const OLD_FILES = { 'one.txt': 'old\n}\nmore\n}\n', 'two.txt': 'some old text\n' };

async function playEdits(
  cell: Cell,
  prompt: string,
  { client, environment, root }: PlayOptions,
): Promise<Played> {
  const { fault, protocol, via } = cell;
  const folder = `${via}-${protocol}-${fault}`;
  const files = Object.fromEntries(
    Object.entries(OLD_FILES).map(([name, text]) => [`${folder}/${name}`, text]),
  );
  write(root, files);
  const task = { prompt: `${prompt} Rename old to new.`, model: `deepseek-v4-pro@${fault}`, protocol };
  const glob = `${folder}/*.txt`;
  const hasCheck = fault === 'failed-check';
  const check = hasCheck ? ['--check', 'test'] : [];
  const played = await (via === 'edit'
    ? playCommand(
        cell,
        ['edit', task.prompt, glob, '--model', task.model, '--protocol', protocol, ...check],
        environment,
      )
    : playTool(client, via, {
        ...task,
        files: [glob],
        save_format: 'edits',
        ...(hasCheck && { check: 'test' }),
      }));
  const isChanged = ([name, text]: [string, string]) => readFileSync(path.join(root, name), 'utf8') !== text;
  return { ...played, changedFiles: Object.entries(files).filter(isChanged).length };
}

async function playTool(client: Client, name: string, args: Record<string, unknown>): Promise<Played> {
  const result = await client.callTool({ name, arguments: args });
  const shown = textOf(result);
  const receipt = receiptOf(result);
  // A failure is its message alone; everything else is the answer and the receipt line under it.
  const line = shown.lastIndexOf('\n\n[');
  const text = receipt.status === 'failed' ? '' : shown.slice(0, Math.max(0, line));
  // Tool calls of the model come in a fence of their own.
  const answer = text.replace(/(^|\n\n)```json tool_calls\n.*$/s, '');
  return { answer, shown, isError: result.isError === true, receipt, exitCode: undefined, changedFiles: 0 };
}

async function playCommand(
  { isBuilt }: Cell,
  words: string[],
  environment: Record<string, string>,
): Promise<Played> {
  const start = isBuilt ? run : runInMemory;
  const { stdout, stderr, exitCode } = await start([...words, '--json'], { environment });
  const { answer, error, receipt } = JSON.parse(stdout) as {
    answer: string;
    error: string | null;
    receipt: Receipt;
  };
  const shown = `${receipt.incomplete_reason} ${error}${stderr}`;
  return { answer, shown, isError: error !== null, receipt, exitCode: exitCode ?? -1, changedFiles: 0 };
}

/** What upstream sent in its last answer to this prompt. */
export function sentText(sandbox: Sandbox, prompt: string): string {
  const exchange = sandbox.exchanges.findLast(({ bodyText }) => bodyText.includes(prompt));
  return exchange?.textSent ?? '';
}
