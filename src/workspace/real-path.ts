import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, isMissing } from './read/refusal.ts';

/** Where a path leads once all links are followed, as far as it exists. */
export interface RealPath {
  /** Of the nearest part that exists. */
  readonly real: string;
  /** The names below it that do not exist yet, outermost first; none where the path exists. */
  readonly rest: readonly string[];
}

/** @throws What the file system says, other than that something is missing; `ELOOP` also for a link to nothing. */
export async function followLinks(absolute: string): Promise<RealPath> {
  const rest: string[] = [];
  for (let current = absolute; ; current = path.dirname(current)) {
    try {
      return { real: await realpath(current), rest };
    } catch (error) {
      if (!isMissing(error) || path.dirname(current) === current) throw error;
      // A link to nothing leads somewhere too, and nobody can tell where: writing there would make it.
      if (await isLink(current)) throw Object.assign(new Error('A link to nothing'), { code: 'ELOOP' });
      rest.unshift(path.basename(current));
    }
  }
}

async function isLink(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

export async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    // Too long a name is no file's name; and what cannot be looked at says so when it is opened.
    if (isMissing(error) || ['ENAMETOOLONG', 'ELOOP'].includes(errorCode(error) ?? '')) return false;
    return true;
  }
}
