import { DelegateError } from '../../errors.ts';
import { quote } from './refusal.ts';

/** Something that a glob would have caught. */
export interface LeftOut {
  readonly path: string;
  /** Why it is not sent; a sentence without its subject. */
  readonly reason: string;
}

const SHOWN = 5;

/** A glob with nothing to send, and why. */
export function nothingLeft(glob: string, leftOut: readonly LeftOut[]): DelegateError {
  if (leftOut.length === 0) {
    return new DelegateError(
      'input',
      `${quote(glob)} matches no file.`,
      'Check the spelling: a relative glob starts at the first root, and "**/" stands for folders at any depth.',
    );
  }
  const shown = leftOut.slice(0, SHOWN).map(({ path, reason }) => `${path} ${reason}`);
  const more = leftOut.length > SHOWN ? [`and ${leftOut.length - SHOWN} more`] : [];
  return new DelegateError(
    'input',
    `${quote(glob)} leaves nothing that can be sent: ${[...shown, ...more].join('; ')}.`,
    'Give files by name that .gitignore excludes, or another glob.',
  );
}

/** Once each, by path. */
export function inOrder(leftOut: readonly LeftOut[]): LeftOut[] {
  const byPath = new Map(leftOut.map(({ path, reason }) => [path, { path, reason }]));
  return [...byPath.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1));
}
