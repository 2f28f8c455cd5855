import { lstatSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { defineRecords } from './record-format.ts';

export const HEARTBEAT_MS = 2_000;
/** Long enough for a busy machine to miss some beats. */
const MAX_SILENCE_MS = 20_000;
const POLL_MS = 250;

const processRecord = z.object({
  kind: z.literal('process'),
  // Zero and negative numbers would ask about whole groups of processes.
  pid: z.int().positive(),
  host: z.string(),
  pidNamespace: z.string().nullable(),
  startTime: z.string().nullable(),
});

const processRecords = defineRecords({
  version: 1,
  schema: processRecord,
  upgrade: (record) => ({ ...record, kind: 'process' }),
});

export function formatOwner(identity: ProcessIdentity): string {
  return processRecords.format({ kind: 'process', ...identity });
}

/**
 * Whether the process that a file names lives. A process that can be looked up is judged by that; the time of its
 * last heartbeat, which clocks and tools may change, decides only about others: on another machine, or where the
 * platform does not tell when a process started.
 */
export function isOwnerLive(file: string): boolean {
  const { verdict, isBeating } = judge(file);
  return verdict === 'unknown' ? isBeating : verdict === 'alive';
}

/**
 * The same before something is taken from a process whose death nobody can see: a live one shows itself within
 * two heartbeats.
 */
export async function showsLife(file: string): Promise<boolean> {
  const { verdict, isBeating, beatAtMs } = judge(file);
  if (verdict !== 'unknown' || isBeating) return verdict !== 'dead';
  const startedAt = performance.now();
  while (performance.now() - startedAt < 2 * HEARTBEAT_MS) {
    await sleep(POLL_MS);
    if (judge(file).beatAtMs !== beatAtMs) return true;
  }
  return false;
}

interface Judgement {
  readonly verdict: 'alive' | 'dead' | 'unknown';
  readonly isBeating: boolean;
  readonly beatAtMs: number;
}

const GONE: Judgement = { verdict: 'dead', isBeating: false, beatAtMs: 0 };

function judge(file: string): Judgement {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (!stats) return GONE;
    const isBeating = Math.abs(Date.now() - stats.mtimeMs) <= MAX_SILENCE_MS;
    const seen = { isBeating, beatAtMs: stats.mtimeMs };
    // One that is just being written is empty yet.
    const { entry } = processRecords.parse(readFileSync(file, 'utf8').trimEnd());
    const alive = entry && isAlive(entry);
    if (alive === false) return { ...seen, verdict: 'dead' };
    return { ...seen, verdict: alive && entry?.startTime ? 'alive' : 'unknown' };
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isGone ? GONE : { verdict: 'unknown', isBeating: true, beatAtMs: 0 };
  }
}
