import { stat } from 'node:fs/promises';
import path from 'node:path';
import { followLinks } from '../real-path.ts';
import { errorCode, failed, missing, outside, type Refusal } from './refusal.ts';
import type { Roots } from '../roots.ts';
import { secretByName } from '../secrets/names.ts';

/** A file that may be opened, as far as can be told without opening it. */
export interface FoundFile {
  /** As it is shown, and as the model sees it. */
  readonly path: string;
  /** Absolute, with all links followed. */
  readonly real: string;
  /** The root that it is in. */
  readonly root: string;
  readonly bytes: number;
}

/** @param absolute - From `roots.locate`, or from a folder below. */
export async function inspect(absolute: string, roots: Roots): Promise<FoundFile | Refusal> {
  const shown = roots.display(absolute);
  try {
    const { real, rest } = await followLinks(absolute);
    // Before anything is said about it: what is outside is not told to be there or not.
    if (!roots.holds(real) || isKernelFile(real)) return outside(shown);
    if (rest.length > 0) return missing(shown);
    const kind = secretByName(absolute) ?? secretByName(real);
    if (kind) return secretName(shown, kind);
    const stats = await stat(real);
    if (stats.isDirectory()) return folder(shown);
    if (!stats.isFile()) return irregular(shown);
    return { path: shown, real, root: roots.rootOf(real), bytes: stats.size };
  } catch (error) {
    if (errorCode(error) === 'ELOOP') return brokenLink(shown);
    return failed(shown, error);
  }
}

/** Not files of anybody's, and among them the environment of this process with its key. */
function isKernelFile(real: string): boolean {
  return process.platform !== 'win32' && /^\/(?:proc|sys)(?:\/|$)/.test(real);
}

function secretName(shown: string, kind: string): Refusal {
  return {
    path: shown,
    reason: `is not sent: by its name it holds ${kind}`,
    next: 'Secrets stay here. Put what the task needs of it into the prompt, without the values.',
  };
}

function folder(shown: string): Refusal {
  const start = shown === '.' ? '' : `${shown}/`;
  return {
    path: shown,
    reason: 'is a folder',
    next: `Give a glob for the files in it, such as "${start}**/*" or "${start}*${path.extname(shown) || '.ts'}".`,
  };
}

export function irregular(shown: string): Refusal {
  return {
    path: shown,
    reason: 'is no regular file but a device, a pipe or a socket',
    next: 'Leave it out.',
  };
}

function brokenLink(shown: string): Refusal {
  return { path: shown, reason: 'is a link that leads to nothing', next: 'Give the path of a file.' };
}
