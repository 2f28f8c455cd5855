import type { Rule } from '../scanner.ts';
import type { Span } from '../span.ts';
import { columnsOf, secretIn, type Columns } from './columns.ts';
import { readRows } from './rows.ts';

/** `INSERT INTO users (name, password) VALUES`, `COPY users (name, password) FROM stdin;` */
const SQL =
  /(?:insert\s{1,5}(?:ignore\s{1,5})?into|copy|replace\s{1,5}into)\s{1,5}[\w."`[\]]{1,100}\s{0,5}\(([^()]{1,600})\)\s{0,5}(values|from\s{1,5}stdin[^\n]{0,60}\n)/iy;
const OPEN = /[\s,]{0,80}\(/y;
const VALUE =
  /\s{0,40}(?:N?'((?:[^'\\]|''|\\.){0,2000})'|"((?:[^"\\]|""|\\.){0,2000})"|[^,()'\n]{0,200}(?:\([^()']{0,80}\))?)\s{0,40}([,)]|$)/dy;

/** How far the rows of a text were read: what begins in one of them is a value. */
const read = new WeakMap<object, number>();

/** Values in the columns of a table in SQL that are called `password`, `token` and the like. */
export const TABLE_RULES = [
  'insert ',
  'INSERT ',
  'Insert ',
  'copy ',
  'COPY ',
  'replace into',
  'REPLACE INTO',
].map((anchor): Rule<object> => ({ anchor, startsWord: true, look: findRows }));

/** @param context - Of one text and no other. */
function findRows(text: string, at: number, context: object) {
  if (at < (read.get(context) ?? 0)) return undefined;
  SQL.lastIndex = at;
  const match = SQL.exec(text);
  const columns = match && columnsOf((match[1] ?? '').split(','));
  if (!match || !columns) return undefined;
  const next = at + match[0].length;
  const { secrets, end } =
    match[2]?.toLowerCase() === 'values'
      ? inTuples(text, next, columns)
      : readRows(text, next, {
          separator: '\t',
          columns,
          hasQuotes: false,
          goesOn: (_, line) => (columns.length === 1 ? line !== '\\.' && line !== '' : line.includes('\t')),
        });
  read.set(context, end);
  return { secrets, next };
}

function inTuples(text: string, from: number, columns: Columns): { secrets: Span[]; end: number } {
  const secrets: Span[] = [];
  for (let end = from; ;) {
    OPEN.lastIndex = end;
    if (!OPEN.test(text)) return { secrets, end };
    end = OPEN.lastIndex;
    for (const place of columns) {
      VALUE.lastIndex = end;
      const match = VALUE.exec(text);
      if (!match) return { secrets, end };
      const [start, stop] = match.indices?.[1] ?? match.indices?.[2] ?? [end, end];
      const secret = place && start < stop && secretIn(text, start, stop, place);
      if (secret) secrets.push(secret);
      end = VALUE.lastIndex;
      if (match[3] !== ',') break;
    }
  }
}
