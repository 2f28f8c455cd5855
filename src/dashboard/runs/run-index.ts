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
  /** Looks which files there are, and which have changed. */
  scan(): Promise<void>;
  /**
   * Reads some of those that have changed, the newest first.
   *
   * @param isFollowed - Whether somebody else reads that run as it grows, so that it need not be read here.
   * @returns Whether there are more.
   */
  readSome(isFollowed: (id: string) => boolean): Promise<boolean>;
  /** Resolves once the newest runs were read. */
  readonly firstRead: Promise<void>;
  /** Those that were read, the newest first. */
  rows(): readonly RunRow[];
  /** Those that were running when they were read. */
  running(): readonly RunFile[];
  readonly counts: () => { total: number; unread: number };
  /** Takes a run for changed, though its file is as it was. */
  forget(id: string): void;
}

interface Entry extends RunFile {
  /** As it was when it was read last. */
  row?: RunRow | undefined;
  /** Whether it was read since it changed. */
  isRead: boolean;
}

/** Enough for what a page shows at first, and little enough that a new run does not wait for all old ones. */
const ROWS_AT_ONCE = 200;
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
  /** The newest last. */
  let unread: Entry[] = [];
  const first = defer();
  const changed = () => {
    sorted = undefined;
    onChange();
  };

  return {
    async scan() {
      const found = await scanFolders(folders.listed(), entries);
      const isGone = [...entries.keys()].some((id) => !found.has(id));
      entries = found;
      unread = [...found.values()]
        .filter(({ isRead }) => !isRead)
        .toSorted((one, other) => one.writtenAtMs - other.writtenAtMs);
      if (isGone) changed();
    },
    async readSome(isFollowed) {
      const takeTurns = startTurns();
      let count = 0;
      for (let entry = unread.pop(); entry; entry = unread.pop()) {
        // While it is followed, it changes all the time.
        if (entry.row && isFollowed(entry.id)) continue;
        entry.isRead = true;
        const row = await readRow(stateDir, entry).catch(() => undefined);
        if (row) entry.row = row;
        else if (entries.get(entry.id) === entry) entries.delete(entry.id);
        count += 1;
        await takeTurns();
        if (count === ROWS_AT_ONCE) break;
      }
      first.resolve();
      if (count > 0) changed();
      return unread.length > 0;
    },
    firstRead: first.promise,
    rows: () =>
      (sorted ??= [...entries.values()]
        .flatMap(({ row }) => row ?? [])
        .toSorted((one, other) => compare(other.startedAt, one.startedAt))),
    running: () => [...entries.values()].filter(({ row }) => row?.state === 'running'),
    counts() {
      let missing = 0;
      for (const { row } of entries.values()) if (!row) missing += 1;
      return { total: entries.size, unread: missing };
    },
    forget(id) {
      const entry = entries.get(id);
      if (!entry) return;
      entry.isRead = false;
      unread.push(entry);
    },
  };
}

/** What is in the folders now; what is as it was stays the same entry. */
async function scanFolders(
  listed: readonly string[],
  known: ReadonlyMap<string, Entry>,
): Promise<Map<string, Entry>> {
  const takeTurns = startTurns();
  const found = new Map<string, Entry>();
  for (const folder of listed) {
    for (const name of readNames(folder)) {
      const id = runIdIn(name);
      if (id === undefined || name !== logName(id)) continue;
      await takeTurns();
      const stats = statPlainFile(folder + path.sep + name);
      if (!stats) continue;
      const { size: bytes, mtimeMs: writtenAtMs } = stats;
      const before = known.get(id);
      const isSame = before?.writtenAtMs === writtenAtMs && before.bytes === bytes;
      found.set(id, isSame ? before : { folder, id, bytes, writtenAtMs, row: before?.row, isRead: false });
    }
  }
  return found;
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
