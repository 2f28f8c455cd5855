import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from './inside/case.ts';

/** What one version of Node.js showed. */
export interface Report {
  readonly version: string;
  readonly rows: readonly Row[];
  /** Why nothing was run. */
  readonly problem?: string;
}

const MARKERS = [
  '<!-- the table of npm run test:windows -- --write -->',
  '<!-- the end of the table -->',
] as const;

export function count(rows: readonly Row[]): string {
  return (['passed', 'failed', 'not shown'] as const)
    .map((outcome) => `${rows.filter((row) => row.outcome === outcome).length} ${outcome}`)
    .join(', ');
}

/** A line for each case, a column for each version, as Markdown. */
export function toTable(reports: readonly Report[]): string {
  const ran = reports.filter(({ rows }) => rows.length > 0);
  const cases = new Map(ran.flatMap(({ rows }) => rows.map((row) => [titleOf(row), row] as const)));
  const lines = [...cases].map(([title, { area, name }]) => {
    const results = ran.map(({ rows }) => resultOf(rows.find((row) => titleOf(row) === title)));
    return `| ${[area, name.replaceAll('|', '\\|'), ...results].join(' | ')} |`;
  });
  const head = ['', 'case', ...ran.map(({ version }) => `Node ${version}`)];
  const notRun = reports.flatMap(({ version, problem }) => (problem ? [`Node ${version}: ${problem}.`] : []));
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...lines, '', ...notRun].join('\n');
}

function titleOf({ area, name }: Row): string {
  return `${area}: ${name}`;
}

function resultOf(row: Row | undefined): string {
  if (row === undefined) return '–';
  return row.outcome === 'not shown' ? `not shown: ${row.reason}` : row.outcome;
}

/** Replaces the table in a page. */
export function writeIntoPage(file: string, reports: readonly Report[], machine: string): void {
  const page = readFileSync(file, 'utf8');
  const [from, to] = MARKERS.map((marker) => page.indexOf(marker)) as [number, number];
  if (from === -1 || to < from) throw new Error(`${file} has no place for the table.`);
  const text = `${MARKERS[0]}\n\n${machine}:\n\n${toTable(reports).trimEnd()}\n\n`;
  writeFileSync(file, page.slice(0, from) + text + page.slice(to));
}
