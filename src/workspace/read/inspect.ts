import { statSync } from 'node:fs';
import { followLinks } from '../real-path.ts';
import { errorCode, failed, IRREGULAR, missing, outside, type Refusal } from './refusal.ts';
import type { Roots } from '../roots.ts';
import { secretByName } from '../../secrets/names.ts';

/** A file that may be opened, as far as is known without opening it. */
export interface FoundFile {
  /** As it is shown, and as the model sees it. */
  readonly path: string;
  /** Absolute, with all links followed. */
  readonly real: string;
  /** The root that it is in. */
  readonly root: string;
  readonly bytes: number;
  /** With this SHA-256 it is sent although it looks secret. */
  readonly allowedHash?: string | undefined;
  /** What it holds by its name, where that alone does not refuse it. */
  readonly secretKind?: string | undefined;
}

/** A folder inside the roots. */
export interface FoundFolder {
  /** Absolute, with all links followed. */
  readonly folder: string;
}

/** @param absolute - From `roots.locate`, or from a folder below. */
export function inspect(absolute: string, roots: Roots): FoundFile | FoundFolder | Refusal {
  const shown = roots.display(absolute);
  try {
    const { real, rest } = followLinks(absolute);
    // Before anything is said about it: an error must not reveal what exists outside.
    if (!roots.holds(real) || isKernelFile(real)) return outside(shown);
    if (rest.length > 0) return missing(shown);
    const stats = statSync(real);
    if (stats.isDirectory()) return { folder: real };
    const kind = secretByName(absolute) ?? secretByName(real);
    const allowedHash = roots.allowedHash(real);
    if (kind && allowedHash === undefined) return secretName(shown, kind);
    if (!stats.isFile()) return irregular(shown);
    return { path: shown, real, root: roots.rootOf(real), bytes: stats.size, allowedHash, secretKind: kind };
  } catch (error) {
    if (errorCode(error) === 'ELOOP') return brokenLink(shown);
    return failed(shown, error);
  }
}

/** Not files of anybody's, and among them the environment of this process with its key. */
export function isKernelFile(real: string): boolean {
  return process.platform !== 'win32' && /^\/(?:proc|sys)(?:\/|$)/.test(real);
}

export function secretName(shown: string, kind: string): Refusal {
  return {
    path: shown,
    reason: `is not sent: by its name it holds ${kind}`,
    next: 'Put what the task needs of it into the prompt, without the values; or ask the user to allow the file in DEEPSEEK_ALLOW_FILES (PATH#SHA-256) and to restart the server.',
  };
}

export function irregular(shown: string): Refusal {
  return { path: shown, reason: IRREGULAR, next: 'Leave it out.' };
}

function brokenLink(shown: string): Refusal {
  return { path: shown, reason: 'is a link that leads to nothing', next: 'Give the path of a file.' };
}
