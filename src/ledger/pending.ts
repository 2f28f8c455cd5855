import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { preparePrivateFolder } from '../state/private-folder.ts';
import { isAlive, ownIdentity } from '../state/process-identity.ts';
import { errorCode, stateFolderError } from '../state/state-error.ts';
import { appendLine, followAppendedFile, type AppendedFile } from '../state/appended-file.ts';
import { pendingRecords, type PendingRecord } from './record.ts';

const FOLDER = ['ledger', 'pending'] as const;

const identitySchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  pidNamespace: z.string().nullable(),
  startTime: z.string().nullable(),
});

/** The requests that are under way, of all processes: a file for each process, next to one that says who it is. */
export interface PendingRequests {
  /** @throws {DelegateError} `configuration` where the state folder cannot be used. */
  open(record: PendingRecord): Promise<void>;
  close(id: string): void;
  /** Those of all living processes but `exceptId`. */
  readonly all: (exceptId?: string) => PendingRecord[];
  /** Those of processes that have died, each once over all processes: whoever gets one answers for it. */
  readonly takeOrphans: () => Promise<PendingRecord[]>;
  /** Removes the files of this process, once nothing is under way. */
  readonly end: () => void;
}

export function openPendingRequests(stateDir: string): PendingRequests {
  const folder = path.join(stateDir, ...FOLDER);
  const name = randomBytes(8).toString('hex');
  const own = path.join(folder, `${name}.jsonl`);
  const open = new Set<string>();
  const readers = new Map<string, ReturnType<typeof createReader>>();
  let prepared: Promise<void> | undefined;

  const prepare = async () => {
    preparePrivateFolder(stateDir, ...FOLDER);
    const identity = JSON.stringify(ownIdentity());
    writeFileSync(path.join(folder, `${name}.owner`), identity, { flag: 'wx', mode: 0o600 });
  };

  return {
    async open(record) {
      try {
        await (prepared ??= prepare());
        appendLine(own, pendingRecords.format(record));
        open.add(record.id);
      } catch (error) {
        prepared = undefined;
        throw errorCode(error) === undefined ? error : stateFolderError(folder, 'written', error);
      }
    },
    close(id) {
      if (!open.delete(id)) return;
      // What is closed is in the ledger: with nothing under way, there is nothing to keep.
      if (open.size === 0) truncateSync(own, 0);
      else appendLine(own, pendingRecords.format({ kind: 'closed', id }));
    },
    all(exceptId) {
      const files = listNames(folder).filter((file) => file.endsWith('.jsonl'));
      return files.flatMap((file) => {
        let reader = readers.get(file);
        if (!reader) readers.set(file, (reader = createReader(path.join(folder, file))));
        return reader().filter(({ id }) => id !== exceptId);
      });
    },
    async takeOrphans() {
      const orphans: PendingRecord[] = [];
      for (const owner of listNames(folder).filter((file) => file.endsWith('.owner'))) {
        const dead = path.join(folder, owner);
        if (owner === `${name}.owner` || !(await isDead(dead))) continue;
        const file = dead.replace(/\.owner$/, '.jsonl');
        const found = createReader(file)();
        // Of several that want it, one removes the name first; the others find it missing.
        if (!remove(dead)) continue;
        // From here on they are this process's: if it dies as well, the next one takes them.
        for (const record of found) await this.open(record);
        orphans.push(...found);
        rmSync(file, { force: true });
      }
      return orphans;
    },
    end() {
      if (open.size > 0 || !prepared) return;
      rmSync(own, { force: true });
      rmSync(path.join(folder, `${name}.owner`), { force: true });
      prepared = undefined;
    },
  };
}

function createReader(file: string): () => PendingRecord[] {
  const source: AppendedFile = followAppendedFile(file);
  const open = new Map<string, PendingRecord>();
  return () => {
    source.readMore(
      (line) => {
        const { entry } = pendingRecords.parse(line);
        if (entry?.kind === 'pending') open.set(entry.id, entry);
        else if (entry) open.delete(entry.id);
      },
      () => open.clear(),
    );
    return [...open.values()];
  };
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateFolderError(folder, 'read', error);
  }
}

/** Only where it is certain: one on another machine, or one that is just being written, is left alone. */
async function isDead(ownerFile: string): Promise<boolean> {
  try {
    const identity = identitySchema.safeParse(JSON.parse(readFileSync(ownerFile, 'utf8')));
    return identity.success && isAlive(identity.data) === false;
  } catch {
    return false;
  }
}

function remove(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
}
