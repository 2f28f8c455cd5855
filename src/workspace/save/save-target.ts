import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import { DelegateError } from '../../errors.ts';
import { BELONGS_TO_GIT, protectedTarget } from './protected-targets.ts';
import { isInside } from '../inside.ts';
import { exists, followLinks, realPathOf, type RealPath } from '../real-path.ts';
import { errorCode, isMissing, isRefusal, outside, quote, type Refusal } from '../read/refusal.ts';
import type { Roots } from '../roots.ts';
import { spellTarget } from './target-spelling.ts';
import { isWindowsName } from './windows-names.ts';

/** Where an answer goes, once all is checked that can be checked before there is one. */
export interface SaveTarget {
  /** As it is shown. */
  readonly path: string;
  /** The folder, with all links followed. Some of it may not exist yet. */
  readonly folder: string;
  readonly name: string;
  /** Permissions of the file that is overwritten; undefined where there is none. */
  readonly mode: number | undefined;
}

export const INCOMPLETE = '.incomplete';
/** How the name of a file ends that was saved beside its target. */
export const BESIDE_TARGET = /\.(?:incomplete|shrunk|new)(?:-\d+)?$/;
/** What the usual file systems take, less what is appended. */
const MAX_NAME_BYTES = 255 - `${INCOMPLETE}-99`.length;

/** @throws {DelegateError} `input` naming what is in the way of saving there. */
export function checkTarget(
  given: string,
  roots: Roots,
  { overwrite, stateDir }: { readonly overwrite: boolean } & StateFolder,
): SaveTarget {
  const refuse = ({ reason, next }: Pick<Refusal, 'reason' | 'next'>) =>
    new DelegateError('input', `save_to ${quote(given)} ${reason}.`, next);
  const here = roots.locate('.');
  const spelled = spellTarget(given, typeof here === 'string' ? here : '');
  if ('problem' in spelled) {
    throw refuse({ reason: spelled.problem, next: 'Give a path relative to the project folder.' });
  }
  const target = findTarget(spelled.path, roots, { stateDir });
  if (isRefusal(target)) throw refuse(target);
  if (target.mode !== undefined && !overwrite) {
    throw refuse({ reason: 'exists already', next: 'Choose another `save_to`, or set `overwrite: true`.' });
  }
  return target;
}

/** The real path of a target. */
export function fileOf({ folder, name }: Pick<SaveTarget, 'folder' | 'name'>): string {
  return path.join(folder, name);
}

/** Where this server keeps what it must not write over; a root may have it inside. */
export interface StateFolder {
  readonly stateDir: string | undefined;
}

/** Where a path leads, whether there is a file or not. */
export function findTarget(given: string, roots: Roots, { stateDir }: StateFolder): SaveTarget | Refusal {
  const refuse = (reason: string, next = 'Choose another save_to.'): Refusal => ({
    path: given,
    reason,
    next,
  });
  const absolute = roots.locate(given);
  if (typeof absolute !== 'string') return absolute;
  if (/[\\/]$/.test(given)) return refuse('ends like a folder', 'Add the name of a file.');
  if (!isWindowsName(given)) return refuse('has a character that no name may have on Windows');
  if (Buffer.byteLength(path.basename(absolute)) > MAX_NAME_BYTES) return refuse('has too long a name');
  let followed: RealPath;
  try {
    followed = followLinks(absolute);
  } catch (error) {
    const isLoop = errorCode(error) === 'ELOOP';
    return refuse(
      isLoop ? 'goes through a link that leads to nothing' : `cannot be used (${errorCode(error)})`,
    );
  }
  if (!roots.holds(followed.real)) return outside(given);
  const real = path.join(followed.real, ...followed.rest);
  const isOfGit = isInRepositoryFolder(followed.real);
  const reason = protectedTarget(absolute) ?? protectedTarget(real) ?? (isOfGit ? BELONGS_TO_GIT : undefined);
  if (reason) return refuse(reason);
  if (stateDir !== undefined && isInFolder(stateDir, real)) {
    return refuse('is in the state folder of this server');
  }

  const existing = followed.rest.length === 0 ? statSync(real) : undefined;
  if (existing?.isDirectory()) return refuse('is a folder', 'Add the name of a file.');
  if (existing && !existing.isFile()) return refuse('is no regular file but a device, a pipe or a socket');
  const nearest = existing ? path.dirname(real) : followed.real;
  if (!isWritableFolder(nearest)) {
    return refuse(
      'is in a folder that cannot be written to, or below a file',
      'Choose another save_to, or ask the user to allow writing there.',
    );
  }
  return {
    path: roots.display(absolute),
    folder: path.dirname(real),
    name: path.basename(real),
    mode: existing && existing.mode & 0o777,
  };
}

function isInFolder(folder: string, real: string): boolean {
  const given = path.resolve(folder);
  return [given, realPathOf(given) ?? given].some((each) => isInside(each, real));
}

/** Whether Git itself lives in a folder or above it: repositories without a working tree have any name. */
function isInRepositoryFolder(folder: string): boolean {
  for (let current = folder; ; current = path.dirname(current)) {
    if (isRepositoryFolder(current)) return true;
    if (path.dirname(current) === current) return false;
  }
}

function isRepositoryFolder(folder: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => exists(path.join(folder, name)));
}

function isWritableFolder(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return lstatSync(folder).isDirectory();
  } catch (error) {
    if (isMissing(error) || errorCode(error) !== undefined) return false;
    throw error;
  }
}
