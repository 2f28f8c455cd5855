import { openForRead } from '../state/plain-file.ts';
import { runRecords, type RunRecord } from './log/record.ts';
import type { RunFile } from './files.ts';
import { logPath, openLog } from './log/log.ts';
import type { RunSummary } from './run.ts';
import { readState } from './snapshot.ts';

const EDGE_BYTES = 16 * 1024;

/** In the order in which they started, the newest first. One that cannot be read is listed as such: it can be removed. */
export async function listRuns(stateDir: string, files: readonly RunFile[]): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const file of files) {
    const summary = await summarise(stateDir, file).catch(() => unreadable(file, 'damaged'));
    if (summary) summaries.push(summary);
  }
  return summaries.toSorted((one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt));
}

/**
 * A run that has ended is described by its first line and its last: all runs together may be hundreds of megabytes.
 *
 * @returns Undefined for what another id names, on a file system that does not tell capitals from small letters.
 */
async function summarise(stateDir: string, file: RunFile): Promise<RunSummary | undefined> {
  const edges = readEdges(file);
  if (edges && edges.first.id === file.id) {
    const { id, model, title, at: startedAt, project } = edges.first;
    const { characters, end } = edges.last;
    const { bytes } = edges;
    return {
      id,
      title,
      model,
      state: 'ended',
      status: end.receipt.status,
      characters,
      startedAt,
      project,
      bytes,
    };
  }
  return readWhole(stateDir, file);
}

async function readWhole(stateDir: string, file: RunFile): Promise<RunSummary | undefined> {
  const { folder, id } = file;
  const log = openLog(folder, id);
  if (!log) return undefined;
  try {
    await log.readMore();
    const { replay, file: opened } = log;
    const reason = replay.unreadable();
    const head = replay.head();
    if (!head || reason === 'newer') return unreadable(file, reason ?? 'damaged');
    if (head.id !== id) return undefined;
    const state = reason ?? (await readState({ ...log, head, place: { stateDir, folder, id } }));
    const { startedAt, start, project } = head;
    const status = reason ? null : (replay.end()?.receipt.status ?? null);
    const { size: bytes } = opened.stat();
    const { title, model } = start;
    return { id, title, model, state, status, characters: replay.characters(), startedAt, project, bytes };
  } finally {
    log.file.close();
  }
}

function unreadable({ id, bytes, writtenAtMs }: RunFile, state: 'damaged' | 'newer'): RunSummary {
  const startedAt = new Date(writtenAtMs).toISOString();
  return { id, title: '', model: '', state, status: null, characters: 0, startedAt, project: null, bytes };
}

interface Edges {
  first: Extract<RunRecord, { kind: 'start' }>;
  last: Extract<RunRecord, { kind: 'end' }>;
  bytes: number;
}

/** The first and the last record of a run that has ended, where both are short and nothing is missing between them. */
export function readEdges({ folder, id }: Pick<RunFile, 'folder' | 'id'>): Edges | undefined {
  const opened = openForRead(logPath(folder, id));
  if (!opened) return undefined;
  try {
    const { size: bytes } = opened.stat();
    const edge = Buffer.alloc(Math.min(EDGE_BYTES, bytes));
    opened.read(edge, 0);
    const first = runRecords.parse(edge.toString('utf8', 0, Math.max(0, edge.indexOf('\n')))).entry;
    if (bytes > edge.length) opened.read(edge, bytes - edge.length);
    const lastFrom = edge.lastIndexOf('\n', -2) + 1;
    const lastLine = edge.toString('utf8', lastFrom);
    const last = lastLine.endsWith('\n') ? runRecords.parse(lastLine.trimEnd()).entry : undefined;
    if (first?.kind !== 'start' || last?.kind !== 'end') return undefined;
    // A log of 0.1.0 does not say how long it was.
    const isWhole = last.offset === undefined || last.offset === bytes - (edge.length - lastFrom);
    return isWhole ? { first, last, bytes } : undefined;
  } finally {
    opened.close();
  }
}
