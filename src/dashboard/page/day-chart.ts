import type { UsageRow } from '../../ledger/summary.ts';
import { partsOf, tokensOf } from './amount-bar.ts';
import { element, svg } from './dom.ts';
import { compact, count } from './format.ts';

const HEIGHT = 180;
const LEFT = 44;
const BOTTOM = 20;
const TOP = 8;
const DAY_MS = 24 * 3600 * 1000;
const LEAST_WIDTH = 200;
const NAMES: Readonly<Record<string, string>> = {
  cached: 'input from the cache',
  input: 'other input',
  output: 'output',
};

interface ChartOptions {
  /** The first and the last day: `YYYY-MM-DD`. */
  readonly since: string;
  readonly until: string;
  /** In pixels. */
  readonly width: number;
}

/** A bar for each day. The same is in a table below it, for whoever cannot see it. */
export function dayChart(
  rows: readonly UsageRow[],
  { since, until, width: given }: ChartOptions,
): HTMLElement {
  const width = Math.max(LEAST_WIDTH, given);
  const byDay = new Map(rows.map((row) => [row.key, row]));
  const days = daysBetween(since, until);
  const top = niceTop(Math.max(1, ...rows.map(tokensOf)));
  const step = (width - LEFT) / days.length;
  const yOf = (tokens: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - tokens / top);

  const bars = days.flatMap((day, position) => {
    const row = byDay.get(day);
    return row ? [dayBar(row, { x: LEFT + position * step, width: Math.max(1, step * 0.8), yOf })] : [];
  });
  const lines = [0, top / 2, top].flatMap((tokens) => [
    svg('line', { class: 'grid', x1: LEFT, x2: width, y1: yOf(tokens), y2: yOf(tokens) }),
    svg('text', { x: LEFT - 6, y: yOf(tokens) + 4, 'text-anchor': 'end' }, compact(tokens)),
  ]);
  const chart = svg(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${width} ${HEIGHT}`,
      width,
      height: HEIGHT,
      role: 'img',
      'aria-label': summary(rows),
    },
    ...lines,
    ...bars,
    svg('text', { x: LEFT, y: HEIGHT - 4 }, since),
    svg('text', { x: width, y: HEIGHT - 4, 'text-anchor': 'end' }, until),
  );
  const legend = Object.entries(NAMES).map(([name, label]) =>
    element(
      'li',
      {},
      svg(
        'svg',
        { class: 'key', width: 10, height: 10, 'aria-hidden': 'true' },
        svg('rect', { class: name, width: 10, height: 10 }),
      ),
      ` ${label}`,
    ),
  );
  return element('div', {}, chart, element('ul', { class: 'legend' }, ...legend));
}

interface BarPlace {
  readonly x: number;
  readonly width: number;
  readonly yOf: (tokens: number) => number;
}

function dayBar(row: UsageRow, { x, width, yOf }: BarPlace): SVGElement {
  let sum = 0;
  const parts = partsOf(row).map(([name, tokens]) => {
    const from = yOf(sum);
    sum += tokens;
    return svg('rect', { class: name, x, width, y: yOf(sum), height: from - yOf(sum) });
  });
  const text = partsOf(row).map(([name, tokens]) => `${count(tokens)} ${NAMES[name]}`);
  return svg('g', {}, svg('title', {}, `${row.key}: ${text.join(', ')}`), ...parts);
}

function summary(rows: readonly UsageRow[]): string {
  const [most] = rows.toSorted((one, other) => tokensOf(other) - tokensOf(one));
  return most
    ? `Tokens by day. The most on ${most.key}: ${count(tokensOf(most))}.`
    : 'No tokens in this period.';
}

/** The next number above that a person would put at the top of an axis. */
function niceTop(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  return magnitude * ([1, 2, 4, 5, 10].find((factor) => factor * magnitude >= value) ?? 10);
}

function daysBetween(since: string, until: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(since); at <= Date.parse(until); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}
