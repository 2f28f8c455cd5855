import { eastAsianWidth } from 'get-east-asian-width';
import { oneLine } from '../../text/clean.ts';
import type { Output } from './terminal.ts';

export interface Column {
  readonly title: string;
  /** Dropped where a terminal has no room for it beside the last column. */
  readonly isOptional?: boolean;
}

const GAP = '  ';
/** What the last column, free text, should have at least. */
const LAST_WIDTH = 24;
/** A column is not made narrower than this. */
const MIN_WIDTH = 4;
const DEFAULT_COLUMNS = 80;

/**
 * Rows with their columns aligned. In a terminal they fit its width: optional columns are dropped from the right,
 * then the widest are shortened, but never the first, which is what a user copies. Elsewhere nothing is cut.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  output: Output,
): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(oneLine))];
  const natural = columns.map((_, index) => Math.max(...cells.map((row) => widthOf(row[index] ?? ''))));
  const available = output.isTTY ? output.columns || DEFAULT_COLUMNS : Number.POSITIVE_INFINITY;
  const shown = dropOptional(columns, natural, available);
  const widths = shorten(
    shown.map((index) => natural[index] ?? 0),
    available,
  );
  const line = (row: readonly string[]) =>
    shown.map((index, place) => toWidth(row[index] ?? '', widths[place] ?? 0)).join(GAP);
  return cells.map((row) => line(row).trimEnd()).join('\n');
}

/** @returns The indexes of the columns that are shown. */
function dropOptional(columns: readonly Column[], natural: readonly number[], available: number): number[] {
  let shown = columns.map((_, index) => index);
  const last = columns.length - 1;
  const needed = () =>
    total(
      shown.map((index) =>
        index === last ? Math.min(LAST_WIDTH, natural[index] ?? 0) : (natural[index] ?? 0),
      ),
    );
  for (const index of shown.toReversed()) {
    if (needed() <= available) break;
    if (columns[index]?.isOptional) shown = shown.filter((other) => other !== index);
  }
  return shown;
}

function shorten(natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  while (total(widths) > available) {
    const widest = Math.max(...widths.slice(1));
    if (widest <= MIN_WIDTH) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
}

function toWidth(text: string, width: number): string {
  const missing = width - widthOf(text);
  if (missing >= 0) return text + ' '.repeat(missing);
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) >= width) break;
    kept += character;
  }
  return `${kept}…`.padEnd(kept.length + 1 + width - widthOf(kept) - 1);
}

/** Columns of a terminal that a text takes. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (!/^[\p{M}\p{Cf}]$/u.test(character)) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}
