import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { openRunStore } from '../../src/runs/store.ts';

export const MANY_RUNS = 10_000;
const MODEL = 'deepseek-v4-pro';

/** Runs of the project without roots, as the store writes them. */
export async function fillWithRuns(stateDir: string, ageMs = 0): Promise<void> {
  const store = openRunStore(stateDir, { roots: [], keepDays: 36_500 });
  for (let number = 0; number < MANY_RUNS; number += 1) {
    const content = `Prompt number ${number}. ${'Lorem ipsum. '.repeat(20)}`;
    const writer = await store.create({
      model: MODEL,
      protocol: 'chat-completions',
      title: `Prompt number ${number}.`,
      request: { protocol: 'chat-completions', model: MODEL, messages: [{ role: 'user', content }] },
    });
    writer.append({ type: 'text-delta', text: 'An answer of some words. '.repeat(20) });
    await writer.end({ receipt: { ...RECEIPT, run_id: writer.id }, errorKind: null, errorMessage: null });
  }
  const at = new Date(Date.now() - ageMs);
  const runs = path.join(stateDir, 'runs');
  for (const file of await readdir(runs, { recursive: true })) await utimes(path.join(runs, file), at, at);
}

const RECEIPT = {
  model: MODEL,
  protocol: 'chat-completions',
  status: 'complete',
  finish_reason: 'stop',
  incomplete_reason: null,
  usage: null,
  cost: null,
  attempts: 1,
  duration_ms: 1000,
  time_to_first_token_ms: 100,
  conversation_id: null,
  request_id: null,
  saved_to: null,
  files: null,
  edited: null,
  explored: null,
  check: null,
} as const;
