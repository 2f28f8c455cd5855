import { isAlive } from '../../state/process-identity.ts';
import { changeFolder, openJournal } from './journal.ts';
import { writtenFiles } from './take-back.ts';

/** What the journal of a run says about the files that it changed. */
export interface ChangeSummary {
  readonly isUndone: boolean;
  /** How many files are not as they were before. */
  readonly files: number;
  /** Whether a check of it runs now. */
  readonly isChecking: boolean;
}

/** @returns Null where the run changed no files. @throws {DelegateError} For a journal that cannot be read. */
export async function readChange(stateDir: string, id: string): Promise<ChangeSummary | null> {
  const journal = await openJournal(changeFolder(stateDir, id));
  const state = journal.state();
  if (!state) return null;
  const isUndone = state.status === 'undone';
  const files = writtenFiles(journal).length;
  const isChecking = state.status === 'open' && state.check !== undefined && isAlive(state.check) === true;
  return isUndone || files > 0 ? { isUndone, files, isChecking } : null;
}

/**
 * @returns By their shown paths, the SHA-256 of the files as the run wrote them, in hexadecimal; null for deleted ones.
 * @throws {DelegateError} For a journal that cannot be read.
 */
export async function readChangedFiles(
  stateDir: string,
  id: string,
): Promise<ReadonlyMap<string, string | null>> {
  const journal = await openJournal(changeFolder(stateDir, id));
  return new Map(writtenFiles(journal).map(({ path, after }) => [path, after?.sha256 ?? null]));
}
