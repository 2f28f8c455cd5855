import { utimes } from 'node:fs/promises';
import path from 'node:path';
import type { RunStore } from '../../src/runs/store.ts';
import { end, runsFolder, say, start } from './run-samples.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Sets when a run was last written back. */
export async function age(stateDir: string, id: string, days: number): Promise<void> {
  const at = new Date(Date.now() - days * DAY_MS);
  await utimes(path.join(runsFolder(stateDir), `${id}.jsonl`), at, at);
}

/** A run of about 10 KB that was last written some days ago. */
export async function writeRun(store: RunStore, stateDir: string, days: number): Promise<string> {
  const writer = await store.create(start());
  say(writer, 'x'.repeat(10_000));
  await writer.end(end());
  await store.setDelivered(writer.id, 5);
  await age(stateDir, writer.id, days);
  return writer.id;
}

export async function idsIn(store: RunStore): Promise<string[]> {
  return (await store.list()).map(({ id }) => id).toSorted();
}
