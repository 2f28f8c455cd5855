import { listRunFiles } from './folder.ts';
import { openLog } from './log-reader.ts';
import { openRun } from './open-run.ts';
import { liveOwners } from './owner.ts';
import { parseRecord, type RunRecord } from './record.ts';
import type { RunSummary } from './run.ts';
import { readState } from './snapshot.ts';

const EDGE_BYTES = 16 * 1024;
const AT_ONCE = 16;

/** Newest first; what cannot be read is left out. */
export async function listRuns(folder: string): Promise<RunSummary[]> {
  const files = [...(await listRunFiles(folder))];
  const summaries: (RunSummary | undefined)[] = [];
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const some = files.slice(from, from + AT_ONCE);
    const found = some.map(([id, names]) => summarise(folder, id, names).catch(() => undefined));
    summaries.push(...(await Promise.all(found)));
  }
  return summaries
    .filter((summary) => summary !== undefined)
    .toSorted((one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt));
}

/** A run that has ended is told by its first line and its last: all runs together may be hundreds of megabytes. */
export async function summarise(folder: string, id: string, names: readonly string[]): Promise<RunSummary> {
  const isQuiet = (await liveOwners(folder, names)).length === 0;
  const edges = isQuiet ? await readEdges(folder, id) : undefined;
  if (edges?.first.type === 'start' && edges.last.type === 'end' && edges.first.id === id) {
    const { model, title, at: startedAt } = edges.first;
    const { characters, end } = edges.last;
    const status = end.receipt.status;
    return { id, title, model, state: 'ended', status, characters, startedAt, bytes: edges.bytes };
  }
  const run = await openRun(folder, id, 'read');
  try {
    const state = await readState(folder, run);
    const { startedAt, start } = run.head;
    const status = run.replay.end()?.receipt.status ?? null;
    const characters = run.replay.characters();
    const { size: bytes } = await run.handle.stat();
    return { id, title: start.title, model: start.model, state, status, characters, startedAt, bytes };
  } finally {
    await run.handle.close();
  }
}

interface Edges {
  first: RunRecord;
  last: RunRecord;
  bytes: number;
}

/** The first and the last record, where both are short enough to be found quickly. */
async function readEdges(folder: string, id: string): Promise<Edges | undefined> {
  const log = await openLog(folder, id, 'read');
  if (!log) return undefined;
  try {
    const { size: bytes } = await log.handle.stat();
    const edge = Buffer.alloc(Math.min(EDGE_BYTES, bytes));
    await log.handle.read(edge, 0, edge.length, 0);
    const firstLine = edge.toString('utf8', 0, Math.max(0, edge.indexOf('\n')));
    await log.handle.read(edge, 0, edge.length, bytes - edge.length);
    const lastLine = edge.toString('utf8', edge.lastIndexOf('\n', -2) + 1);
    const [first, last] = [parseRecord(firstLine), parseRecord(lastLine)];
    return first && last && lastLine.endsWith('\n') ? { first, last, bytes } : undefined;
  } finally {
    await log.handle.close();
  }
}
