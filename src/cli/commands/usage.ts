import { Option } from 'commander';
import { readSettings } from '../../config/config.ts';
import { recoverLedger } from '../../delegation/run/recover-usage.ts';
import { DelegateError } from '../../errors.ts';
import { summariseUsage, USAGE_KEYS, type UsageKey, type UsageRow } from '../../ledger/summary.ts';
import type { AddCommand } from '../add-command.ts';
import { commandName } from '../../command-name.ts';
import { formatTable, type Column } from '../terminal/table.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

interface UsageFlags {
  readonly by: UsageKey;
  readonly since?: string;
  readonly json: boolean;
  readonly csv: boolean;
}

const BAR_COLUMNS = 24;

export const addUsageCommand: AddCommand = (program, terminal) => {
  program
    .command('usage')
    .addOption(new Option('--by <key>', 'what a row sums').choices(USAGE_KEYS).default('model'))
    .option('--since <date>', 'first day to count, YYYY-MM-DD in UTC')
    .addOption(new Option('--json', 'print rows and total as JSON').default(false).conflicts('csv'))
    .option('--csv', 'print the rows as CSV', false)
    .addHelpText('after', help)
    .action((flags: UsageFlags) => showUsage(flags, terminal));
};

function help(): string {
  const name = commandName();
  return `
Every request that was sent is recorded in the state folder, without its prompt and its answer, and kept for 13 months.
A cost is what the gateway reported, or "about" what DEEPSEEK_PRICES makes of the tokens.

Examples:
  $ ${name} usage --by day --since 2026-11-01
  $ ${name} usage --by project --csv > usage.csv`;
}

async function showUsage({ by, since, json, csv }: UsageFlags, terminal: Terminal): Promise<void> {
  checkDate(since);
  const settings = readSettings(terminal.environment);
  await recoverLedger(settings);
  const { rows, total, unreadable } = summariseUsage(settings.stateDir, { by, since });
  const { stdout, stderr } = terminal;
  if (unreadable > 0)
    writeLine(stderr, `${unreadable} damaged or newer lines of the ledger were not counted.`);
  if (json) return writeLine(stdout, JSON.stringify({ rows, total }, null, 2));
  if (csv) return writeLine(stdout, toCsv(rows));
  if (rows.length === 0) return writeLine(stderr, 'Nothing has been spent yet.');
  writeLine(stdout, toTable(by, [...rows, { key: 'total', ...total }], stdout));
  if (total.requests_without_usage > 0) {
    writeLine(stderr, `${total.requests_without_usage} requests without token counts are not in the sums.`);
  }
}

function checkDate(since: string | undefined): void {
  if (since === undefined) return;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(since) ? new Date(since) : new Date(Number.NaN);
  // 30 February is read as 2 March.
  if (!Number.isNaN(at.getTime()) && at.toISOString().startsWith(since)) return;
  throw new DelegateError(
    'input',
    `--since is "${since.slice(0, 60)}", which is no date.`,
    'Write it as YYYY-MM-DD.',
  );
}

function toTable(by: UsageKey, rows: readonly UsageRow[], stdout: Terminal['stdout']): string {
  const most = Math.max(1, ...rows.slice(0, -1).map(tokens));
  const isTerminal = stdout.isTTY ?? false;
  const cells = rows.map((row, index) => [
    row.key || '(none)',
    String(row.requests),
    grouped(row.input_tokens),
    row.input_tokens > 0 ? `${Math.round((100 * row.cached_input_tokens) / row.input_tokens)} %` : '',
    grouped(row.output_tokens),
    describeCost(row),
    ...(isTerminal ? [index < rows.length - 1 ? bar(tokens(row) / most) : ''] : []),
  ]);
  const columns: Column[] = [
    { title: by.toUpperCase() },
    { title: 'REQUESTS' },
    { title: 'INPUT' },
    { title: 'CACHED', isOptional: true },
    { title: 'OUTPUT' },
    { title: 'COST', isOptional: true },
    ...(isTerminal ? [{ title: '', isOptional: true }] : []),
  ];
  return formatTable(columns, cells, stdout);
}

function tokens({ input_tokens, output_tokens }: UsageRow): number {
  return input_tokens + output_tokens;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function bar(share: number): string {
  return '█'.repeat(Math.max(1, Math.round(share * BAR_COLUMNS)));
}

function describeCost({ cost, requests, requests_without_cost: unknown }: UsageRow): string {
  if (!cost) return '';
  const amount = `${cost.estimated ? 'about ' : ''}${cost.amount.toFixed(4)} ${cost.currency}`;
  return unknown > 0 ? `${amount} (${requests - unknown} of ${requests})` : amount;
}

const COLUMNS = [
  'key',
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'requests_without_usage',
] as const satisfies readonly (keyof UsageRow)[];

function toCsv(rows: readonly UsageRow[]): string {
  const header = [...COLUMNS, 'cost', 'currency', 'cost_is_estimated'].join(',');
  const lines = rows.map((row) => {
    const { amount = '', currency = '', estimated = '' } = row.cost ?? {};
    return [...COLUMNS.map((name) => row[name]), amount, currency, estimated].map(toCell).join(',');
  });
  return [header, ...lines].join('\n');
}

/** A spreadsheet would take a name that begins like a formula for one, also after blanks or in full-width signs. */
function toCell(value: string | number | boolean): string {
  const text =
    typeof value === 'string' ? value.replace(/^[\s\0]*[=+\-@\t\r＝＋－＠]/, "'$&") : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
