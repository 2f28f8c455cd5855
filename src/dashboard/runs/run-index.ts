import { statSync } from 'node:fs';
import path from 'node:path';
import { readNames, runIdIn, type RunFile } from '../../runs/files.ts';
import { logName } from '../../runs/log/log.ts';
import { statPlainFile } from '../../state/plain-file.ts';
import type { ProjectFolders } from '../../state/project-folders.ts';
import { startTurns } from '../turns.ts';
import type { RunRow } from '../views.ts';
import { readRow } from './run-row.ts';

/** All runs in some folders, each read once, and again when it has changed. */
export interface RunIndex {
  /**
   * Looks for what has changed, and reads it, the newest first.
   *
   * @param isFollowed - Whether somebody else reads that run as it grows, so that it need not be read here.
   */
  refresh(isFollowed: (id: string) => boolean): Promise<void>;
  /** Resolves once the newest runs were read. */
  readonly firstRead: Promise<void>;
  /** Those that were read, the newest first. */
  rows(): readonly RunRow[];
  folderOf(id: string): string | undefined;
  readonly counts: () => { total: number; unread: number };
  /** Reads a run again at the next refresh, though its file has not changed. */
  forget(id: string): void;
}

interface Entry extends RunFile {
  row?: RunRow | undefined;
}

/** What a page shows at first. */
const FIRST_ROWS = 200;
/** A folder's time of change may be no finer than this. */
const UNSURE_MS = 2000;

interface IndexOptions {
  readonly stateDir: string;
  readonly folders: ProjectFolders;
  /** Called each time that rows have changed. */
  readonly onChange: () => void;
}

export function createRunIndex({ stateDir, folders, onChange }: IndexOptions): RunIndex {
  let entries = new Map<string, Entry>();
  let sorted: readonly RunRow[] | undefined;
  const first = defer();
  const changed = () => {
    sorted = undefined;
    onChange();
  };

  /** What is in the folders now; what is as it was keeps its row. */
  const scan = async (): Promise<Entry[]> => {
    const takeTurns = startTurns();
    const found = new Map<string, Entry>();
    for (const folder of folders.listed()) {
      for (const name of readNames(folder)) {
        const id = runIdIn(name);
        if (id === undefined || name !== logName(id)) continue;
        await takeTurns();
        const stats = statPlainFile(folder + path.sep + name);
        if (!stats) continue;
        const known = entries.get(id);
        const isSame = known?.writtenAtMs === stats.mtimeMs && known.bytes === stats.size;
        found.set(
          id,
          isSame ? known : { folder, id, bytes: stats.size, writtenAtMs: stats.mtimeMs, row: known?.row },
        );
      }
    }
    const isGone = [...entries.keys()].some((id) => !found.has(id));
    const unread = [...found.values()].filter((entry) => !entry.row || entries.get(entry.id) !== entry);
    entries = found;
    if (isGone) changed();
    return unread.toSorted((one, other) => other.writtenAtMs - one.writtenAtMs);
  };

  return {
    async refresh(isFollowed) {
      const takeTurns = startTurns();
      const unread = await scan();
      let count = 0;
      for (const entry of unread) {
        if (entry.row && isFollowed(entry.id)) continue;
        const row = await readRow(stateDir, entry).catch(() => undefined);
        if (row) entry.row = row;
        else entries.delete(entry.id);
        count += 1;
        if (count === FIRST_ROWS) {
          first.resolve();
          changed();
        }
        await takeTurns();
      }
      first.resolve();
      if (count > 0) changed();
    },
    firstRead: first.promise,
    rows: () =>
      (sorted ??= [...entries.values()]
        .flatMap(({ row }) => row ?? [])
        .toSorted((one, other) => compare(other.startedAt, one.startedAt))),
    folderOf: (id) => entries.get(id)?.folder,
    counts() {
      let unread = 0;
      for (const { row } of entries.values()) if (!row) unread += 1;
      return { total: entries.size, unread };
    },
    forget(id) {
      const entry = entries.get(id);
      if (entry) entries.set(id, { ...entry, writtenAtMs: 0 });
    },
  };
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Node 20 has no `Promise.withResolvers`. */
function defer(): Deferred {
  let resolve: (() => void) | undefined;
  const promise = new Promise<void>((given) => (resolve = given));
  return { promise, resolve: () => resolve?.() };
}

/** Changes whenever a run may have been added or removed in the folders; undefined where that cannot be told. */
export function folderTimes(folders: ProjectFolders): string | undefined {
  let text = '';
  for (const folder of folders.listed()) {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs < UNSURE_MS) return undefined;
    text += `${folder} ${stats?.mtimeMs}\n`;
  }
  return text;
}

/** ISO 8601 in UTC sorts as text. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
