import type { Client } from '@modelcontextprotocol/client';
import type { Receipt } from '../../../src/runs/receipt.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { run } from '../../support/binary.ts';
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
}

const JSON_SCHEMA = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };

/** @param prompt - Unlike any other, so that upstream's record of it can be found. */
export function play(
  { fault, protocol, via, wantsJson }: Cell,
  prompt: string,
  { client, environment }: { client: Client; environment: Record<string, string> },
): Promise<Played> {
  const model = `deepseek-v4-pro@${fault}`;
  if (via !== 'chat') {
    const json = wantsJson ? { json_schema: JSON_SCHEMA } : {};
    return playTool(client, via, { prompt, model, protocol, ...json });
  }
  const json = wantsJson ? ['--json-schema', JSON.stringify(JSON_SCHEMA)] : [];
  return playCommand([prompt, '--model', model, '--protocol', protocol, ...json], environment);
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
  return { answer, shown, isError: result.isError === true, receipt, exitCode: undefined };
}

async function playCommand(words: string[], environment: Record<string, string>): Promise<Played> {
  const { stdout, stderr, exitCode } = await run(['chat', '--json', ...words], { environment });
  const { answer, error, receipt } = JSON.parse(stdout) as {
    answer: string;
    error: string | null;
    receipt: Receipt;
  };
  const shown = `${receipt.incomplete_reason} ${error}${stderr}`;
  return { answer, shown, isError: error !== null, receipt, exitCode: exitCode ?? -1 };
}

/** What upstream sent in its last answer to this prompt. */
export function sentText(sandbox: Sandbox, prompt: string): string {
  const exchange = sandbox.exchanges.findLast(({ bodyText }) => bodyText.includes(prompt));
  return exchange?.textSent ?? '';
}
