import { lstatSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import { errorCode, isMissing } from './read/refusal.ts';

/*
 * These looks are synchronous: the kernel answers most of them from memory, and handing one to another thread takes ten
 * times as long. Whoever looks at many names in a loop lets others have a turn.
 */

/** Where a path leads once all links are followed, as far as it exists. */
export interface RealPath {
  /** Of the nearest part that exists. */
  readonly real: string;
  /** The names below it that do not exist yet, outermost first; none where the path exists. */
  readonly rest: readonly string[];
}

/** @throws What the file system says, other than that something is missing; `ELOOP` also for a link to nothing. */
export function followLinks(absolute: string): RealPath {
  const rest: string[] = [];
  for (let current = absolute; ; current = path.dirname(current)) {
    const found = statName(current);
    const real = found && orMissing(() => realpathSync.native(current));
    if (real !== undefined) return { real, rest };
    // A link to nothing leads somewhere too, and nobody can tell where: writing there would make it.
    if (found?.isSymbolicLink()) throw Object.assign(new Error('A link to nothing'), { code: 'ELOOP' });
    if (path.dirname(current) === current) throw Object.assign(new Error('No root'), { code: 'ENOENT' });
    rest.unshift(path.basename(current));
  }
}

/** What has a name, links themselves too; undefined where nothing has it. @throws What else the file system says. */
function statName(file: string): Stats | undefined {
  return orMissing(() => lstatSync(file, { throwIfNoEntry: false }));
}

function orMissing<Found>(look: () => Found): Found | undefined {
  try {
    return look();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Undefined where it leads to nothing, or to what cannot be looked at. */
export function realPathOf(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined;
  }
}

export function exists(file: string): boolean {
  try {
    return statName(file) !== undefined;
  } catch (error) {
    // Too long a name is no file's name; and what cannot be looked at says so when it is opened.
    return !['ENAMETOOLONG', 'ELOOP'].includes(errorCode(error) ?? '');
  }
}
