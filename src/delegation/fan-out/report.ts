import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import { sumUsage, type Usage } from '../../chat/usage.ts';
import { sumCost } from '../../ledger/cost.ts';
import type { Cost } from '../../ledger/record.ts';
import type { DelegateError } from '../../errors.ts';
import type { Receipt } from '../../runs/receipt.ts';
import type { SkippedFile } from '../../workspace/read/skipped.ts';
import { toReceipt } from '../present/receipt.ts';

/** What became of one file. */
export interface FanOutRow {
  readonly path: string;
  readonly target: string;
  readonly state: 'saved' | 'skipped' | 'failed' | 'not sent';
  /** Why it was not saved; a sentence. */
  readonly reason?: string | undefined;
  /** Requests that were sent. */
  readonly attempts?: number;
  /** Undefined where nothing was sent. */
  readonly usage?: Usage | null;
  readonly cost?: Cost | null;
  readonly saved?: Receipt['saved_to'];
  readonly edited?: Receipt['edited'];
  /** Of an answer that is not whole. */
  readonly runId?: string | null;
}

/** What the check of a fan-out has to say. */
export interface CheckedItems {
  readonly error: DelegateError | undefined;
  readonly check: Receipt['check'];
  /** The end of its output, where it did not pass. */
  readonly output?: string;
  /** What the files have become, whatever a formatter has added; undefined where nothing was checked. */
  readonly edited?: NonNullable<Receipt['edited']>;
}

export interface FanOutFacts {
  readonly rows: readonly FanOutRow[];
  readonly total: number;
  readonly skipped: readonly SkippedFile[];
  /** Whether files are edited rather than saved. */
  readonly isEdits: boolean;
  /** What a check of all files has to say; undefined where there is none, or not yet. */
  readonly checked?: CheckedItems | undefined;
  readonly isRunning: boolean;
  /** Whether every file is named. */
  readonly isWhole: boolean;
  /** How many of the rows an earlier report showed; undefined for the first one, and for the last, which shows all. */
  readonly reported?: number | undefined;
}

/** A line for every file would cost an agent more than it tells. */
const SHOWN_SAVED = 5;
const SHOWN_IGNORED = 10;
const SHOWN_FAILED = 50;

/** The report as a completion: how many, what failed and why, and some of what was saved. */
export function fanOutCompletion(facts: FanOutFacts): Completion {
  const { rows, total, skipped: ignored, isEdits, isRunning, isWhole, reported } = facts;
  const atMost = (count: number) => (isWhole ? Number.POSITIVE_INFINITY : count);
  const sorted = rows.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const of = (state: FanOutRow['state']) => sorted.filter((row) => row.state === state);
  const [saved, skipped, failed, notSent] = [of('saved'), of('skipped'), of('failed'), of('not sent')];
  const counts = [
    ...(isEdits ? countEdited(saved) : [`${saved.length} saved`]),
    ...(skipped.length > 0
      ? [`${skipped.length} skipped (${isEdits ? 'edited before' : 'output exists'})`]
      : []),
    `${failed.length} failed`,
    ...(notSent.length > 0 ? [`${notSent.length} not sent`] : []),
    ...(isRunning ? [`${total - rows.length} to go`] : []),
    ...(ignored.length > 0 ? [`${ignored.length} ignored`] : []),
  ];
  const unreported = new Set(rows.slice(reported));
  const missed = [...failed, ...notSent].filter((row) => unreported.has(row));
  // While it runs, that is nothing to act on: the last report shows it.
  const done = isRunning ? [] : saved.filter((row) => unreported.has(row));
  const shown = [...missed.slice(0, atMost(SHOWN_FAILED)), ...done.slice(0, atMost(SHOWN_SAVED))];
  const hidden = missed.length + done.length - shown.length;
  const table = ['| file | result | tokens |', '| --- | --- | --- |', ...shown.map(toLine)];
  const text = [
    `${total} ${total === 1 ? 'file' : 'files'}: ${counts.join(', ')}.`,
    ...(shown.length > 0 ? [table.join('\n')] : []),
    ...(hidden > 0 ? [`(and ${hidden} more)`] : []),
    ...(facts.checked?.output ? [facts.checked.output] : []),
    ...(ignored.length > 0 && reported === undefined
      ? [describeIgnored(ignored.slice(0, atMost(SHOWN_IGNORED)))]
      : []),
  ];
  return { ...EMPTY_COMPLETION, text: text.join('\n\n'), usage: sumOf(rows) };
}

type Measured = Pick<Receipt, 'model' | 'protocol' | 'run_id' | 'duration_ms'>;

export function fanOutReceipt({ rows, isRunning, checked }: FanOutFacts, measured: Measured): Receipt {
  const missed = rows.filter(({ state }) => state === 'failed' || state === 'not sent').length;
  const isIncomplete = !isRunning && missed > 0;
  return toReceipt({
    ...measured,
    status: isRunning ? 'running' : isIncomplete ? 'incomplete' : 'complete',
    // Where a check did not pass there is nothing to ask for.
    finish_reason: isRunning || (isIncomplete && checked?.output === undefined) ? null : 'stop',
    incomplete_reason: isIncomplete ? `${missed} of ${rows.length} files are missing` : null,
    usage: sumOf(rows),
    attempts: rows.reduce((sum, { attempts = 0 }) => sum + attempts, 0),
    cost: costOf(rows),
    edited: checked?.edited ?? editedBy(rows),
    check: checked?.check ?? null,
  });
}

/** What upstream reported: a file that failed has no counts, and hides none of the others. */
function sumOf(rows: readonly FanOutRow[]): Usage | null {
  const [first, ...rest] = rows
    .map(({ usage }) => usage)
    .filter((usage) => usage !== undefined && usage !== null);
  return first === undefined ? null : rest.reduce(sumUsage, first);
}

function costOf(rows: readonly FanOutRow[]): Cost | null {
  const [first = null, ...rest] = rows
    .filter(({ usage }) => usage !== undefined)
    .map(({ cost = null }) => cost);
  return rest.reduce(sumCost, first);
}

function toLine({ path, target, state, reason, usage, saved, edited, runId }: FanOutRow): string {
  const result =
    state === 'saved'
      ? edited
        ? describeEdits(edited)
        : `saved: ${saved?.path ?? target} (${saved?.bytes ?? 0} bytes${lineCounts(saved)})`
      : [`${state}: ${reason}`, runId && `(run ${runId})`, saved && `(so far in ${saved.path})`]
          .filter(Boolean)
          .join(' ');
  const tokens = usage ? `${usage.input_tokens ?? '?'} + ${usage.output_tokens ?? '?'}` : '–';
  return `| ${[path, result, tokens].map(asCell).join(' | ')} |`;
}

/** Null where no item was to edit files. */
function editedBy(rows: readonly FanOutRow[]): Receipt['edited'] {
  const all = rows.flatMap(({ edited }) => (edited ? [edited] : []));
  return all.length > 0 ? all.flat().toSorted((one, other) => (one.path < other.path ? -1 : 1)) : null;
}

function countEdited(rows: readonly FanOutRow[]): string[] {
  const edited = rows.filter((row) => row.edited && row.edited.length > 0).length;
  return [`${edited} edited`, ...(edited < rows.length ? [`${rows.length - edited} unchanged`] : [])];
}

function describeEdits(edited: NonNullable<Receipt['edited']>): string {
  const files = edited.map(({ path, action, added, removed }) => `${action} ${path}, +${added} −${removed}`);
  return files.join('; ') || 'no file was changed';
}

function lineCounts(saved: FanOutRow['saved']): string {
  return !saved || saved.added === null ? '' : `, +${saved.added} −${saved.removed}`;
}

function asCell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function describeIgnored(ignored: readonly SkippedFile[]): string {
  const shown = ignored.map(({ path, reason }) => `- ${path} ${reason}`);
  return ['Ignored:', ...shown].join('\n');
}
