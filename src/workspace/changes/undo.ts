import { DelegateError } from '../../errors.ts';
import { quote } from '../read/refusal.ts';
import type { ChangeOptions } from './change.ts';
import { changeFolder, openJournal } from './journal.ts';
import { statusOf, type Restored } from './restore.ts';
import { finderOf, lockRoots, realRoots } from './root-locks.ts';
import { takeBack, writtenFiles } from './take-back.ts';

/**
 * Puts back what was there before a run changed it: all of it or nothing.
 *
 * @throws {DelegateError} `input` where the run changed nothing, was undone before, or a file is no longer as the run
 *   left it; `configuration`. @throws The signal's reason.
 */
export async function undoChange(options: ChangeOptions): Promise<Restored> {
  const { stateDir, id } = options;
  const folder = changeFolder(stateDir, id);
  const roots = realRoots(options.roots);
  const lock = await lockRoots(stateDir, roots, options);
  try {
    const journal = await openJournal(folder);
    const state = journal.state();
    if (state?.status === 'undone') {
      throw new DelegateError(
        'input',
        `Run ${id} has been undone already, or its check did not pass: its files are as before it.`,
        'There is nothing left to undo.',
      );
    }
    const files = writtenFiles(journal);
    if (files.length === 0) {
      throw new DelegateError('input', `Run ${id} has changed no files.`, 'There is nothing to undo.');
    }
    if (state && state.roots.join('\0') !== roots.join('\0')) throw otherRoots(id, state.roots);
    const rootOf = finderOf(roots);
    const changed: string[] = [];
    // Half an undo is finished, whatever has become of the files since.
    for (const file of state?.status === 'undoing' ? [] : files) {
      if ((await statusOf(file, rootOf(file.folder))) !== 'after') changed.push(file.path);
    }
    if (changed.length > 0) throw changedSince(id, changed);
    return await takeBack(journal, rootOf);
  } finally {
    lock.release();
  }
}

const SHOWN = 5;

function changedSince(id: string, paths: readonly string[]): DelegateError {
  const named = paths.slice(0, SHOWN).map(quote).join(', ');
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  return new DelegateError(
    'input',
    `${named}${more} ${paths.length === 1 ? 'is' : 'are'} no longer as run ${id} left ${paths.length === 1 ? 'it' : 'them'}, so nothing was undone.`,
    'Put these files back as they were after the run, or change them by hand.',
  );
}

function otherRoots(id: string, roots: readonly string[]): DelegateError {
  return new DelegateError(
    'input',
    `Run ${id} has changed files of another project (${roots.join(', ')}).`,
    'Undo it from there.',
  );
}
