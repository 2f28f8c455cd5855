import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
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
  /** Those of a process that was killed count until a start has recovered them. */
  readonly all: () => PendingRecord[];
  /** Those of processes that have died, a process at a time: whoever gets them answers for them. */
  readonly takeOrphans: () => Promise<Orphans[]>;
  /** Removes the files of this process, once nothing is under way. */
  readonly end: () => void;
}

interface Orphans {
  readonly records: readonly PendingRecord[];
  /** To be called once all are dealt with. Until then, the next process finds them if this one dies as well. */
  readonly remove: () => void;
}

export function openPendingRequests(stateDir: string): PendingRequests {
  const folder = path.join(stateDir, ...FOLDER);
  const name = randomBytes(8).toString('hex');
  const own = path.join(folder, `${name}.jsonl`);
  const open = new Set<string>();
  const adopted = new Set<string>();
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
        try {
          appendLine(own, pendingRecords.format(record));
        } catch (error) {
          if (errorCode(error) !== 'ENOENT') throw error;
          // Somebody has removed the folder while the process ran.
          await (prepared = prepare());
          appendLine(own, pendingRecords.format(record));
        }
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
    all() {
      const files = listNames(folder).filter((file) => file.endsWith('.jsonl'));
      return files.flatMap((file) => {
        let reader = readers.get(file);
        if (!reader) readers.set(file, (reader = createReader(path.join(folder, file))));
        return reader();
      });
    },
    async takeOrphans() {
      const taken: Orphans[] = [];
      for (const owner of listNames(folder).filter((file) => file.endsWith('.owner'))) {
        if (owner === `${name}.owner` || !(await isDead(path.join(folder, owner)))) continue;
        // Whoever adopts them has to be known first, for the case that it dies as well.
        await (prepared ??= prepare());
        const dead = owner.slice(0, -'.owner'.length);
        for (const file of listNames(folder).filter((other) => ownerOf(other) === dead)) {
          const orphans = adopt(folder, file, name);
          if (!orphans) continue;
          adopted.add(orphans);
          const remove = () => {
            rmSync(orphans, { force: true });
            adopted.delete(orphans);
          };
          taken.push({ records: createReader(orphans)(), remove });
        }
        rmSync(path.join(folder, owner), { force: true });
      }
      return taken;
    },
    end() {
      if (open.size > 0 || adopted.size > 0 || !prepared) return;
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

/** A file is its process's, or that of the process which adopted it: `NAME.jsonl`, `NAME-ADOPTER.jsonl`. */
function ownerOf(file: string): string | undefined {
  return /^(?:[^.-]+-)?([^.-]+)\.jsonl$/.exec(file)?.[1];
}

/** @returns The file's new name; undefined where another process was faster. */
function adopt(folder: string, file: string, adopter: string): string | undefined {
  const renamed = path.join(folder, `${file.split(/[.-]/)[0]}-${adopter}.jsonl`);
  try {
    renameSync(path.join(folder, file), renamed);
    return renamed;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
