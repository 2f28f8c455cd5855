import type { Span } from './span.ts';
import { columnsOf, type Columns } from './tables/columns.ts';
import { lineAt, namesIn, readRows } from './tables/rows.ts';

export { TABLE_RULES } from './tables/sql.ts';

const TABLE_FILE = /\.(?:csv|tsv|psv|tab|dat|txt|mdx?|rst|adoc|log)$|^[^.]*$/i;
/** Files that are one table and nothing else. */
const ONE_TABLE = /\.(?:csv|tsv|psv|tab)$/i;
const MAX_LINE = 4000;
/** Before the names there may be blank lines, comments and what tells Excel the separator. */
const MAX_BEFORE = 20;
const COMMENT = /^\s{0,80}(?:#|\/\/|--|$)/;
const GIVEN_SEPARATOR = /^\uFEFF?sep=(.)\r?$/i;
const SEPARATORS = ['\t', ';', '|', ','];

interface Table {
  readonly secrets: readonly Span[];
  /** Where the line after it begins. */
  readonly end: number;
}

/** Values below a first line of names, or below a line of names in a Markdown table. */
export function findColumns(text: string, path: string): Span[] {
  if (!TABLE_FILE.test(path)) return [];
  const first = readFirstTable(text, ONE_TABLE.test(path));
  const secrets = [...first.secrets];
  for (let at = text.indexOf('\n|', first.end); at >= 0; at = text.indexOf('\n|', at)) {
    const table = readBarred(text, at + 1);
    // One by one: there may be more than fit into the arguments of a call.
    for (const secret of table.secrets) secrets.push(secret);
    at = table.end - 1;
  }
  return secrets;
}

function readFirstTable(text: string, isOneTable: boolean): Table {
  const names = findNames(text, isOneTable);
  if (names)
    return readRows(text, names.end, {
      separator: names.separator,
      columns: names.columns,
      hasQuotes: true,
      goesOn: (_, line) => isOneTable || line.includes(names.separator),
    });
  return text.startsWith('|') ? readBarred(text, 0) : { secrets: [], end: 0 };
}

/** The names of columns: in the first line that is none of those before them, or else in a comment. */
function findNames(text: string, isOneTable: boolean) {
  let found: { separator: string; columns: Columns; end: number } | undefined;
  let given: string | undefined;
  for (let start = 0, count = 0; count <= (isOneTable ? MAX_BEFORE : 0) && start < text.length; count += 1) {
    const line = lineAt(text, start);
    start += line.length + 1;
    const names = line.slice(0, MAX_LINE);
    const told = GIVEN_SEPARATOR.exec(names.slice(0, 8))?.[1];
    given = told ?? given;
    if (told !== undefined) continue;
    const separator = given ?? SEPARATORS.find((sign) => names.includes(sign));
    const columns = separator === undefined ? undefined : columnsOf(namesIn(names, separator));
    if (separator !== undefined && columns) found = { separator, columns, end: start };
    if (!COMMENT.test(names)) break;
  }
  return found;
}

/** A table of Markdown, each line of which begins with a bar. */
function readBarred(text: string, start: number): Table {
  const line = lineAt(text, start);
  return readRows(text, start + line.length + 1, {
    separator: '|',
    columns: columnsOf(line.slice(0, MAX_LINE).split('|')) ?? [],
    hasQuotes: false,
    goesOn: (place) => text.charAt(place) === '|',
  });
}
