import path from 'node:path';
import type { RunFile } from '../../runs/files.ts';
import { listRuns, readEdges } from '../../runs/list.ts';
import type { Receipt } from '../../runs/receipt.ts';
import type { RunSummary } from '../../runs/run.ts';
import type { RunRow } from '../views.ts';

/** @returns Undefined for a run that is gone. */
export async function readRow(stateDir: string, file: RunFile): Promise<RunRow | undefined> {
  const edges = readQuietly(file);
  if (!edges || edges.first.id !== file.id) {
    const [summary] = await listRuns(stateDir, [file]);
    return summary && toRow(summary, null);
  }
  const { id, title, model, at: startedAt, project } = edges.first;
  const { characters, end } = edges.last;
  const { status } = end.receipt;
  return toRow({ id, title, model, state: 'ended', status, characters, startedAt, project }, end.receipt);
}

export function toRow(run: Omit<RunSummary, 'bytes'>, receipt: Receipt | null): RunRow {
  const { id, title, model, state, status, characters, startedAt, project } = run;
  return {
    id,
    title,
    model,
    state,
    status,
    characters,
    startedAt,
    project: projectName(project),
    usage: receipt?.usage ?? null,
    cost: receipt?.cost ?? null,
    duration_ms: receipt?.duration_ms ?? null,
    changedFiles: (receipt?.edited?.length ?? 0) + (receipt?.saved_to ? 1 : 0),
  };
}

/** The roots of a project as one text. */
export function projectName(roots: readonly string[] | null): string | null {
  return roots && roots.join(path.delimiter);
}

function readQuietly(file: RunFile): ReturnType<typeof readEdges> {
  try {
    return readEdges(file);
  } catch {
    // The list says why it cannot be read.
    return undefined;
  }
}
