import type { Span } from '../span.ts';
import { placeNamed } from '../telling-names.ts';
import { isSecretValue, type Place } from '../values/values.ts';

const KIND = 'a secret in a table';
/** A longer cell is no name of a column. */
const MAX_NAME = 60;

/** `4,096 (8,192)`, `2.1k→1.3k`, `714 of 1,200 tokens`: measurements, which a column called "tokens" may hold. */
const MEASUREMENT =
  /^(?:[\s\d.,:;()[\]/|~<>≤≥±%+×→–—-]|(?<![A-Za-z])(?:k|m|M|G|B|kB|KB|MB|GB|ms|s|x|tokens?|more|less|of|to|and|median)(?![A-Za-z]))+$/;
/** Longer cells are no measurements. */
const MAX_MEASUREMENT = 200;

/** What each column holds, from the left; undefined for an ordinary one. */
export type Columns = readonly (Place | undefined)[];

/** @returns undefined where no name tells of secrets, or where they are no names. */
export function columnsOf(names: readonly string[]): Columns | undefined {
  if (names.some((name) => name.length > MAX_NAME)) return undefined;
  const columns = names.map((name) =>
    placeNamed(
      name
        .replace(/[^\w. -]/g, '')
        .trim()
        .replaceAll(' ', '_'),
    ),
  );
  return columns.some(Boolean) ? columns : undefined;
}

/** The secret that a cell holds, without the marks around it. */
export function secretIn(text: string, start: number, end: number, place: Place): Span | undefined {
  const cell = text.slice(start, end);
  const value = cell.trim().replace(/^["'`]|["'`]$/g, '');
  if (isMeasurement(value, place) || !isSecretValue(value, place)) return undefined;
  const first = start + cell.indexOf(value);
  return { kind: KIND, start: first, end: first + value.length };
}

/** A password may be digits alone. */
function isMeasurement(value: string, place: Place): boolean {
  return place !== 'password' && value.length <= MAX_MEASUREMENT && MEASUREMENT.test(value);
}
