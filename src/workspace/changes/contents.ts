import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readCurrent } from './current-file.ts';
import type { Journal } from './journal.ts';
import { writtenFiles } from './take-back.ts';

/** One file of a change with its bytes; null where there is none. */
export interface ChangedContent {
  /** As it is shown. */
  readonly path: string;
  readonly before: Buffer | null;
  readonly after: Buffer | null;
  readonly isExecutable: boolean;
}

/** What a change has made of its files, whoever has changed them since. What is no plain file now is not among them. */
export async function readContents(
  journal: Journal,
  rootOf: (folder: string) => string,
): Promise<ChangedContent[]> {
  const contents: ChangedContent[] = [];
  for (const file of writtenFiles(journal)) {
    const current = await readCurrent(file, rootOf(file.folder));
    if (current === undefined) continue;
    contents.push({
      path: file.path,
      before: file.before && (await readFile(path.join(journal.folder.path, file.before.image))),
      after: current && current.bytes,
      isExecutable: ((current?.mode ?? file.mode ?? 0) & 0o100) !== 0,
    });
  }
  return contents.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}
