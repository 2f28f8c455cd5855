import { DelegateError } from '../../errors.ts';

export type Section = readonly string[];

/** Changes one entry of a file as text, so that everything else stays as it is, comments included. */
export interface Editor {
  /** What the whole file says. @throws {DelegateError} `input` for what cannot be read. */
  parse(text: string): unknown;
  /** The entry of that name; undefined where there is none. @throws {DelegateError} `input` for what cannot be read. */
  read(text: string, section: Section, name: string): unknown;
  /** Puts an entry into a file that has none of that name. */
  insert(text: string, section: Section, name: string, value: Record<string, unknown>): string;
  remove(text: string, section: Section, name: string): string;
}

export function unreadable(problem: string): DelegateError {
  return new DelegateError(
    'input',
    `The file cannot be changed: ${problem}.`,
    'Correct it, or add the server by hand as docs/clients.md shows. It was not changed.',
  );
}
