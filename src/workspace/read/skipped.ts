import { DelegateError } from '../../errors.ts';
import { quote } from './refusal.ts';

/** Something that a glob would have caught. */
export interface SkippedFile {
  readonly path: string;
  /** Why it is not sent; a sentence without its subject. */
  readonly reason: string;
}

const SHOWN = 5;

/** A glob with nothing to send, and why. */
export function nothingLeft(glob: string, skipped: readonly SkippedFile[]): DelegateError {
  if (skipped.length === 0) {
    return new DelegateError(
      'input',
      `${quote(glob)} matches no file.`,
      'Check the spelling: a relative glob starts at the first root, and "**/" matches folders at any depth.',
    );
  }
  const shown = skipped.slice(0, SHOWN).map(({ path, reason }) => `${path} ${reason}`);
  const more = skipped.length > SHOWN ? [`and ${skipped.length - SHOWN} more`] : [];
  return new DelegateError(
    'input',
    `${quote(glob)} leaves nothing that can be sent: ${[...shown, ...more].join('; ')}.`,
    skipped.some(({ reason }) => reason.includes('gitignore'))
      ? 'Give files by name that .gitignore excludes, or another glob.'
      : 'Give another glob, or one of the files by its name: its refusal says what can be done.',
  );
}

/** Once each, by path. */
export function inOrder(skipped: readonly SkippedFile[]): SkippedFile[] {
  const byPath = new Map(skipped.map(({ path, reason }) => [path, { path, reason }]));
  return [...byPath.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1));
}
