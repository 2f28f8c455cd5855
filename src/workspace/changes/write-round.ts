import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { whileHeld } from '../../state/while-held.ts';
import { holdFolder, type HeldFolder } from '../save/hold-folder.ts';
import { FilesChanged, type FileWrite } from '../save/file-write.ts';
import { placeFile, stageFile, temporaryName } from '../save/write-atomically.ts';
import { exists } from '../real-path.ts';
import { readCurrent, sha256Of, type CurrentFile } from './current-file.ts';
import { syncFolder, type Journal } from './journal.ts';
import type { FileRecord, RoundRecord } from './journal-record.ts';
import { restoreFiles } from './restore.ts';

/**
 * Writes several files, all or none, whenever the process is killed: the journal knows how they were, and every file
 * is on the disk beside its target before the first gets its name.
 *
 * @throws {FilesChanged} @throws What the file system says; then the files are as they were.
 */
export async function writeRound(
  journal: Journal,
  writes: readonly FileWrite[],
  rootOf: (folder: string) => string,
): Promise<RoundRecord> {
  const changed = writes.filter(({ before, after }) => !isSame(before, after));
  const round = journal.state()?.nextRound ?? 1;
  // One file is replaced in one step: whatever a power cut leaves of the journal, that file is whole.
  const isDurable = changed.length > 1;
  if (isDurable) await checkUnchanged(changed, rootOf);
  const files: FileRecord[] = [];
  for (const [index, write] of changed.entries()) {
    files.push(await keepImage(journal, write, { image: `${round}-${index}`, isDurable }));
  }
  if (isDurable) await syncFolder(journal.folder.path);
  const record: RoundRecord = { kind: 'writing', round, files, folders: missingFolders(changed) };
  await journal.append(record, { isDurable });
  try {
    const folders = await writeAll(changed, files, rootOf);
    for (const folder of isDurable ? folders : []) await syncFolder(folder);
    await journal.append({ kind: 'written', round }, { isDurable });
  } catch (error) {
    await restoreFiles(journal.folder, record, { rootOf });
    await journal.append({ kind: 'rolled_back', round });
    throw error;
  }
  return record;
}

function isSame(before: Buffer | null, after: Buffer | null): boolean {
  return before === after || (before !== null && after !== null && before.equals(after));
}

async function checkUnchanged(
  writes: readonly FileWrite[],
  rootOf: (folder: string) => string,
): Promise<void> {
  const moved: string[] = [];
  for (const { target, before } of writes) {
    if (!isAs(await readCurrent(target, rootOf(target.folder)), before)) moved.push(target.path);
  }
  if (moved.length > 0) throw new FilesChanged(moved);
}

function isAs(current: CurrentFile, before: Buffer | null): boolean {
  return before === null ? current === null : (current?.bytes.equals(before) ?? false);
}

async function keepImage(
  { folder }: Journal,
  { target, before, after }: FileWrite,
  { image, isDurable }: { image: string; isDurable: boolean },
): Promise<FileRecord> {
  if (before) {
    // Not "wx": one of a round that was cut off before its record may be there.
    const handle = await open(path.join(folder.path, image), 'w', 0o600);
    try {
      await handle.writeFile(before);
      if (isDurable) await handle.sync();
    } finally {
      await handle.close();
    }
  }
  return {
    path: target.path,
    folder: target.folder,
    name: target.name,
    mode: target.mode ?? null,
    before: before && { sha256: sha256Of(before), image },
    after: after && { sha256: sha256Of(after) },
    temporary: temporaryName(),
  };
}

/** Those that will be made, outermost first. */
function missingFolders(writes: readonly FileWrite[]): string[] {
  const missing = new Set<string>();
  for (const { target, after } of writes) {
    if (after === null) continue;
    let { folder } = target;
    while (!missing.has(folder) && !exists(folder)) {
      missing.add(folder);
      folder = path.dirname(folder);
    }
  }
  return [...missing].toSorted((one, other) => one.length - other.length);
}

async function writeAll(
  writes: readonly FileWrite[],
  files: readonly FileRecord[],
  rootOf: (folder: string) => string,
): Promise<Iterable<string>> {
  const held = new Map<string, HeldFolder>();
  const hold = (folder: string) => {
    const known = held.get(folder) ?? holdFolder(folder);
    held.set(folder, known);
    return known;
  };
  try {
    for (const [index, { target, after }] of writes.entries()) {
      const folder = hold(target.folder);
      if (after) await stageFile(folder, files[index]?.temporary ?? temporaryName(), after, target.mode);
    }
    for (const [index, { target, before, after }] of writes.entries()) {
      const folder = hold(target.folder);
      const temporary = files[index]?.temporary ?? '';
      if (!isAs(await readCurrent(target, rootOf(target.folder)), before))
        throw new FilesChanged([target.path]);
      if (after) await placeFile(folder, temporary, target.name, before !== null);
      else await removeFile(folder, target.name);
    }
  } finally {
    for (const folder of held.values()) folder.close();
  }
  return held.keys();
}

function removeFile(folder: HeldFolder, name: string): Promise<void> {
  folder.check();
  return whileHeld(() => rmSync(path.join(folder.path, name)));
}
