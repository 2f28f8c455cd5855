import { UpstreamFault } from '../errors/fault.ts';

/** Members of upstream's JSON, read leniently: only what holds the answer itself may make it unreadable. */
type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = {};

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object, or one without members. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : NO_FIELDS;
}

/** Some part of the answer has a shape that cannot be read; to leave it out would be to cut the answer. */
class Unreadable extends Error {}

/**
 * Runs a reader over one wire event.
 *
 * @throws {UpstreamFault} `malformed`, with the whole event as its sample, where the reader found no sense in it.
 */
export function readShape<Result>(value: unknown, read: (value: Fields) => Result): Result {
  try {
    if (!isFields(value)) throw new Unreadable();
    return read(value);
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause;
    const problem = 'upstream sent JSON of another shape';
    throw new UpstreamFault({ type: 'malformed', problem, sample: JSON.stringify(value) }, { cause });
  }
}

export function unreadable(): never {
  throw new Unreadable();
}

/** What typed languages and PHP write where there is nothing. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === '';
}

/** An object that holds a part of the answer; a string in its place is the `member` of one, where there is such a member. */
export function part(value: unknown, member?: string): Fields {
  if (isFields(value)) return value;
  if (typeof value === 'string' && member) return { [member]: value };
  // PHP writes an empty object as an empty list.
  return isNothing(value) || (Array.isArray(value) && value.length === 0) ? NO_FIELDS : unreadable();
}

/**
 * A list of objects that hold parts of the answer; empty where it is absent, and of one where gateways leave the
 * list out around it. A string in the place of an object is read as `part` does.
 */
export function list(value: unknown, member?: string): Fields[] {
  if (isNothing(value)) return [];
  if (!Array.isArray(value)) return [part(value, member)];
  return value.map((each) => part(each, member));
}

/** The first of several answers that a gateway sends side by side; some send several pieces of one answer so. */
export function piecesOfFirst(choices: readonly Fields[]): readonly Fields[] {
  const [only] = choices;
  if (choices.length === 1 && only && !position(only['index'])) return choices;
  const first = choices.find(({ index }) => !position(index));
  const isPiece = (choice: Fields) => isNothing(choice['message']) && choice['index'] === first?.['index'];
  return choices.filter((choice) => choice === first || (first && isPiece(choice)));
}

/** A part of the answer; empty where it is absent. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isNothing(value)) return '';
  return typeof value === 'number' ? String(value) : unreadable();
}

/** A string or nothing; for what the answer does not consist of. */
export function label(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A position; gateways write it as a string too. */
export function position(value: unknown): number | undefined {
  return count(value);
}

/** A count, such as one of tokens, that is a number or written as one; anything else is unknown. */
export function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d{1,15}(?:\.0+)?\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** The largest of several places for one count: gateways fill those that they do not know with zeros. */
export function largest(...values: unknown[]): number | undefined {
  const known = values.map(count).filter((value) => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** Arguments of a tool call as JSON text; empty where there are none. */
export function jsonText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
