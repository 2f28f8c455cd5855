import type { UsageRow } from '../../ledger/summary.ts';
import type { BudgetView, UsageView } from '../views.ts';
import type { Connection } from './connection.ts';
import { byId, element, fold, foreign } from './dom.ts';
import { compact, cost, count, plural, share } from './format.ts';
import { dayChart } from './day-chart.ts';
import { amountBar, tokensOf } from './amount-bar.ts';
import { visibleLine } from './visible-text.ts';

export interface UsageSection {
  /** Asks for the sums again, soon. */
  refresh(): void;
}

const REFRESH_MS = 500;
const MOST_ROWS = 12;

export function createUsageSection(connection: Connection, onError: (error: unknown) => void): UsageSection {
  const place = byId('usage', HTMLElement);
  const days = byId('days', HTMLSelectElement);
  let timer: number | undefined;
  let shown: UsageView | undefined;

  const draw = () => {
    if (!shown) return;
    // What was open or focused is so again.
    const open = [...place.querySelectorAll('details')].map((each) => each.open);
    const focused = [...place.querySelectorAll('summary')].findIndex(
      (each) => each === document.activeElement,
    );
    place.replaceChildren(...usageView(shown, { width: place.clientWidth, isTableOpen: open[0] ?? false }));
    place.querySelectorAll('summary')[focused]?.focus();
  };
  const load = async () => {
    timer = undefined;
    try {
      shown = await connection.get<UsageView>(`/api/usage?days=${days.value}`);
      draw();
    } catch (error) {
      onError(error);
    }
  };
  days.addEventListener('change', () => void load());
  new ResizeObserver(draw).observe(place);
  void load();
  return { refresh: () => void (timer ??= window.setTimeout(() => void load(), REFRESH_MS)) };
}

function usageView(usage: UsageView, options: { width: number; isTableOpen: boolean }): Node[] {
  const { total, by, budgets, unreadable, since, until } = usage;
  const others = [
    ['Model', by.model],
    ['Project', by.project],
    ['Client', by.client],
  ] as const;
  return [
    element(
      'dl',
      { class: 'totals' },
      ...totals(total).map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', {}, value)),
      ),
    ),
    element('ul', { class: 'budgets', hidden: budgets.length === 0 }, ...budgets.map(budgetView)),
    element(
      'figure',
      {},
      element('figcaption', {}, `Tokens by day (UTC), all projects, ${since} to ${until}`),
      dayChart(by.day, { since, until, width: options.width }),
      fold('The days as a table', () => usageTable('Day', by.day), options.isTableOpen),
    ),
    element('div', { class: 'tables' }, ...others.map(([name, rows]) => usageTable(name, rows))),
    ...(unreadable > 0
      ? [
          element(
            'p',
            { class: 'notice' },
            `${plural(unreadable, 'line')} of the ledger cannot be read and are not counted.`,
          ),
        ]
      : []),
  ];
}

function totals(total: UsageView['total']): [string, string][] {
  const { requests, requests_without_cost: unknown, requests_without_usage: uncounted } = total;
  const spent = cost(total.cost);
  const some = spent && unknown > 0 ? ` (${count(requests - unknown)} of ${count(requests)})` : '';
  return [
    ['Requests', count(requests)],
    ['Input tokens', compact(total.input_tokens)],
    ['Cached', share(total.cached_input_tokens, total.input_tokens)],
    ['Output tokens', compact(total.output_tokens)],
    ['Cost', spent ? spent + some : 'unknown'],
    ...(uncounted > 0 ? [['Without token counts', plural(uncounted, 'request')] as [string, string]] : []),
  ];
}

function budgetView({ tokens, per, spent, reserved, startsAnew }: BudgetView): HTMLElement {
  if (spent === null) {
    return element('li', {}, `Budget: ${count(tokens)} tokens for each process, which counts them itself.`);
  }
  const meter = element('meter', {
    min: 0,
    max: tokens,
    value: Math.min(tokens, spent + reserved),
    high: 0.8 * tokens,
    optimum: 0,
  });
  const waiting = reserved > 0 ? `, ${count(reserved)} reserved` : '';
  const text = `Budget of ${count(tokens)} tokens a ${per}: ${count(spent)} spent (${share(spent, tokens)})${waiting}. It starts anew at ${startsAnew} UTC.`;
  return element('li', {}, element('label', {}, text, meter));
}

function usageTable(name: string, rows: readonly UsageRow[]): HTMLElement {
  const most = Math.max(1, ...rows.map(tokensOf));
  const heads = [name, 'Tokens', 'Cached', 'Requests', 'Cost'];
  const shown = name === 'Day' ? rows.toReversed() : rows.slice(0, MOST_ROWS);
  const more = rows.length - shown.length;
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Usage by ${name.toLowerCase()}` },
    element(
      'table',
      {},
      element('caption', {}, `By ${name.toLowerCase()}`),
      element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
      element('tbody', {}, ...shown.map((row) => usageRow(row, most))),
    ),
    element('p', { class: 'quiet', hidden: more === 0 }, `and ${count(more)} more; "usage" prints all.`),
  );
}

function usageRow(row: UsageRow, most: number): HTMLElement {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, foreign(visibleLine(row.key) || '(none)')),
    element('td', {}, amountBar(row, most), ` ${compact(tokensOf(row))}`),
    element('td', {}, share(row.cached_input_tokens, row.input_tokens)),
    element('td', {}, count(row.requests)),
    element('td', {}, cost(row.cost) ?? '–'),
  );
}
