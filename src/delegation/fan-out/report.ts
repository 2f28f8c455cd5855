import type { ProtocolName } from '../../config/config.ts';
import type { Usage } from '../../chat/usage.ts';
import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import type { LeftOut } from '../../workspace/read/skipped.ts';
import type { Receipt } from '../../runs/receipt.ts';
import { sumUsage } from '../../chat/usage.ts';

/** What became of one file. */
export interface FanOutRow {
  readonly path: string;
  readonly target: string;
  readonly state: 'saved' | 'skipped' | 'failed' | 'not sent';
  /** Why it is not there; a sentence. */
  readonly reason?: string | undefined;
  /** Undefined where nothing was sent. */
  readonly usage?: Usage | null;
  readonly saved?: Receipt['saved_to'];
  /** Of an answer that is not whole. */
  readonly runId?: string | null;
}

interface Facts {
  readonly rows: readonly FanOutRow[];
  readonly total: number;
  readonly leftOut: readonly LeftOut[];
  readonly elapsedMs: number;
  readonly isRunning: boolean;
}

/** A line for every file would cost the caller more than it tells. */
const SHOWN_SAVED = 10;
const SHOWN_FAILED = 50;

/** The report as an answer: how many, what failed and why, and some of what was saved. */
export function fanOutAnswer({ rows, total, leftOut, isRunning }: Facts): Completion {
  const sorted = rows.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const of = (state: FanOutRow['state']) => sorted.filter((row) => row.state === state);
  const [saved, skipped, failed, notSent] = [of('saved'), of('skipped'), of('failed'), of('not sent')];
  const counts = [
    `${saved.length} saved`,
    ...(skipped.length > 0 ? [`${skipped.length} passed over, since their answer is there already`] : []),
    `${failed.length} failed`,
    ...(notSent.length > 0 ? [`${notSent.length} not sent`] : []),
    ...(isRunning ? [`${total - rows.length} to go`] : []),
    ...(leftOut.length > 0 ? [`${leftOut.length} left out`] : []),
  ];
  const missed = [...failed, ...notSent];
  const shown = [...missed.slice(0, SHOWN_FAILED), ...saved.slice(0, SHOWN_SAVED)];
  const hidden = missed.length + saved.length - shown.length;
  const table = ['| file | result | tokens |', '| --- | --- | --- |', ...shown.map(toLine)];
  const text = [
    `${total} files: ${counts.join(', ')}.`,
    ...(shown.length > 0 ? [table.join('\n')] : []),
    ...(hidden > 0 ? [`(and ${hidden} more)`] : []),
    ...(leftOut.length > 0 ? [describeLeftOut(leftOut)] : []),
  ];
  return { ...EMPTY_COMPLETION, text: text.join('\n\n'), usage: sumOf(rows) };
}

export function fanOutReceipt(
  { rows, elapsedMs, isRunning }: Facts,
  { model, protocol, runId }: { model: string; protocol: ProtocolName; runId: string | null },
): Receipt {
  const missed = rows.filter(({ state }) => state === 'failed' || state === 'not sent').length;
  return {
    model,
    protocol,
    status: isRunning ? 'running' : missed > 0 ? 'incomplete' : 'complete',
    finish_reason: isRunning || missed > 0 ? null : 'stop',
    incomplete_reason: isRunning || missed === 0 ? null : `${missed} of ${rows.length} files are missing`,
    usage: sumOf(rows),
    attempts: rows.filter(({ usage }) => usage !== undefined).length,
    duration_ms: elapsedMs,
    time_to_first_token_ms: null,
    run_id: runId,
    conversation_id: null,
    request_id: null,
    saved_to: null,
    files: null,
  };
}

function sumOf(rows: readonly FanOutRow[]): Usage | null {
  const [first, ...rest] = rows.map(({ usage }) => usage).filter((usage) => usage !== undefined);
  return first === undefined ? null : rest.reduce(sumUsage, first);
}

function toLine({ path, target, state, reason, usage, saved, runId }: FanOutRow): string {
  const result =
    state === 'saved'
      ? `saved: ${saved?.path ?? target} (${saved?.bytes ?? 0} bytes)`
      : [`${state}: ${reason}`, runId && `(run ${runId})`, saved && `(so far in ${saved.path})`]
          .filter(Boolean)
          .join(' ');
  const tokens = usage ? `${usage.input_tokens ?? '?'} + ${usage.output_tokens ?? '?'}` : '–';
  return `| ${[path, result, tokens].map(asCell).join(' | ')} |`;
}

function asCell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function describeLeftOut(leftOut: readonly LeftOut[]): string {
  const shown = leftOut.slice(0, SHOWN_SAVED).map(({ path, reason }) => `- ${path} ${reason}`);
  return ['Left out:', ...shown].join('\n');
}
