import type { Rule } from './scanner.ts';
import type { Span } from './span.ts';
import { placeNamed } from './telling-names.ts';
import { isSecretValue, type Place } from './values/values.ts';

const KIND = 'a secret in a table';
/** Rows beyond are as the first ones. */
const MAX_ROWS = 200;
const MAX_LINE = 4000;
/** A longer cell is no name of a column. */
const MAX_NAME = 60;

/** `INSERT INTO users (name, password) VALUES`, `COPY users (name, password) FROM stdin;` */
const SQL =
  /(?:insert\s{1,5}(?:ignore\s{1,5})?into|copy|replace\s{1,5}into)\s{1,5}[\w."`[\]]{1,100}\s{0,5}\(([^()]{1,600})\)\s{0,5}(values|from\s{1,5}stdin[^\n]{0,60}\n)/iy;
const SQL_VALUE =
  /\s{0,40}(?:N?'((?:[^'\\]|''|\\.){0,2000})'|([^,()'\n]{0,200}(?:\([^()']{0,80}\))?))\s{0,40}([,)]|$)/y;
const TABLE_FILE = /\.(?:csv|tsv|psv|txt|mdx?|rst|adoc|log)$|^[^.]*$/i;

/** `4,096 (8,192)`, `2.1k→1.3k`, `714 of 1,200 tokens`: measurements, which a column called "tokens" may hold. */
const MEASUREMENT =
  /^(?:[\s\d.,:;()[\]/|~<>≤≥±%+×→–—-]|(?<![A-Za-z])(?:k|m|M|G|B|kB|KB|MB|GB|ms|s|x|tokens?|more|less|of|to|and|median)(?![A-Za-z]))+$/;

type Columns = readonly (Place | undefined)[];

/** Values in the columns of a table in SQL that are called `password`, `token` and the like. */
export const TABLE_RULES = [
  'insert ',
  'INSERT ',
  'Insert ',
  'copy ',
  'COPY ',
  'replace into',
  'REPLACE INTO',
].map((anchor): Rule<unknown> => ({ anchor, startsWord: true, look: findRows }));

function findRows(text: string, at: number) {
  SQL.lastIndex = at;
  const match = SQL.exec(text);
  const columns = match && columnsOf((match[1] ?? '').split(','));
  if (!match || !columns) return undefined;
  const next = at + match[0].length;
  const secrets =
    match[2]?.toLowerCase() === 'values' ? inTuples(text, next, columns) : inRows(text, next, columns, '\t');
  return { secrets, next };
}

function columnsOf(names: readonly string[]): Columns | undefined {
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

function inTuples(text: string, from: number, columns: Columns): Span[] {
  const spans: Span[] = [];
  for (let row = 0, end = from; row < MAX_ROWS; row += 1) {
    const open = /^[\s,]{0,80}\(/.exec(text.slice(end, end + 90));
    if (!open) break;
    end += open[0].length;
    for (const place of columns) {
      SQL_VALUE.lastIndex = end;
      const match = SQL_VALUE.exec(text);
      if (!match) return spans;
      const value = match[1] ?? '';
      if (place && isSecretValue(value, place)) {
        const start = text.indexOf(value, end);
        spans.push({ kind: KIND, start, end: start + value.length });
      }
      end = SQL_VALUE.lastIndex;
      if (match[3] !== ',') break;
    }
  }
  return spans;
}

/** Values below a first line of names, or below a line of names in a Markdown table. */
export function findColumns(text: string, path: string): Span[] {
  if (!TABLE_FILE.test(path)) return [];
  const first = lineAt(text, 0);
  const separator = ['\t', ';', '|', ','].find((sign) => first.includes(sign));
  const spans: Span[] = [];
  let at = separator ? addTable(spans, text, 0, separator) : 0;
  for (at = text.indexOf('\n|', at); at >= 0; at = text.indexOf('\n|', at))
    at = addTable(spans, text, at + 1, '|');
  return spans;
}

/** @returns Where the table ends. */
function addTable(spans: Span[], text: string, at: number, separator: string): number {
  const header = lineAt(text, at);
  const start = at + header.length + 1;
  const columns = columnsOf(header.slice(0, MAX_LINE).split(separator));
  if (columns) spans.push(...inRows(text, start, columns, separator));
  let end = start;
  while (end < text.length && text.startsWith(separator, end)) end += lineAt(text, end).length + 1;
  return Math.max(start - 1, end - 1);
}

function lineAt(text: string, at: number): string {
  const newline = text.indexOf('\n', at);
  return text.slice(at, newline < 0 ? text.length : newline);
}

function inRows(text: string, from: number, columns: Columns, separator: string): Span[] {
  const spans: Span[] = [];
  for (let row = 0, start = from; row < MAX_ROWS && start < text.length; row += 1) {
    const line = lineAt(text, start);
    const cells = line.slice(0, MAX_LINE).split(separator);
    if (cells.length < 2) break;
    let at = start;
    for (const [column, cell] of cells.entries()) {
      const place = columns[column];
      const value = cell.trim().replace(/^["'`]|["'`]$/g, '');
      if (place && !isMeasurement(value, place) && isSecretValue(value, place)) {
        const first = at + cell.indexOf(value);
        spans.push({ kind: KIND, start: first, end: first + value.length });
      }
      at += cell.length + 1;
    }
    start += line.length + 1;
  }
  return spans;
}

/** A password may be digits alone. */
function isMeasurement(value: string, place: Place): boolean {
  return place !== 'password' && MEASUREMENT.test(value);
}
