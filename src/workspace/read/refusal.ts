import { DelegateError } from '../../errors.ts';

/** Why one file is not sent. Data, not an exception: a glob leaves it out, a name makes an error of it. */
export interface Refusal {
  /** As given, or as it may be shown. */
  readonly path: string;
  /** What is the matter with it; a sentence without its subject and without its full stop. */
  readonly reason: string;
  /** What the caller does about it; imperative sentences. */
  readonly next: string;
}

export function isRefusal(value: object): value is Refusal {
  return 'reason' in value;
}

export function toError({ path, reason, next }: Refusal): DelegateError {
  return new DelegateError('input', `${quote(path)} ${reason}.`, next);
}

const MAX_SHOWN = 200;

/** What a caller gave, so that its blanks and control characters can be seen. */
export function quote(given: string): string {
  return JSON.stringify(given.length > MAX_SHOWN ? `${given.slice(0, MAX_SHOWN)}…` : given);
}

const NEXT_OUTSIDE =
  'Give a path inside them, or ask the user to add its folder to DEEPSEEK_ROOTS and to restart the server.';

export function outside(path: string): Refusal {
  return { path, reason: 'is outside the folders that may be used', next: NEXT_OUTSIDE };
}

export function missing(path: string): Refusal {
  return {
    path,
    reason: 'does not exist',
    next: 'Check the spelling: a relative path starts at the first root. Globs such as "src/**/*.ts" work too.',
  };
}

/** What the operating system said, by its code alone: its text holds absolute paths. */
export function failed(path: string, error: unknown): Refusal {
  return {
    path,
    reason: unreadable(error),
    next: 'Ask the user to look at it, or leave it out.',
  };
}

export const IRREGULAR = 'is no regular file but a device, a pipe or a socket';

export function unreadable(error: unknown): string {
  return `cannot be read (${errorCode(error) ?? 'unknown error'})`;
}

export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}
