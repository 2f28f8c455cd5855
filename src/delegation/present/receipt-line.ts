import type { Usage } from '../../chat/usage.ts';
import type { Receipt } from '../../runs/receipt.ts';

interface LineOptions {
  /** Characters of the text so far; for a run that is still running. */
  readonly characters: number;
  readonly notes: readonly string[];
  /** What to do next where the answer is not whole. */
  readonly next: string | undefined;
}

/** The one line under an answer. */
export function receiptLine(receipt: Receipt, { characters, notes, next }: LineOptions): string {
  const { status, model, finish_reason, incomplete_reason, usage, attempts, duration_ms, cost, check } =
    receipt;
  const rest = [...notes, ...(next ? [next] : [])];
  if (status === 'dry_run') return `[${['DRY RUN', model, ...rest].join(' · ')}]`;
  if (status === 'running') {
    const soFar = `${Math.round(duration_ms / 1000)} s, ${characters} characters so far`;
    return `[${['RUNNING', model, soFar, ...rest].join(' · ')}]`;
  }
  const facts = [
    ...(check && status === 'complete' ? [describeCheck(check)] : []),
    ...(attempts > 1 && !receipt.explored ? [`${attempts} attempts`] : []),
    ...describeExplored(receipt),
    ...(attempts > 0 ? [describeUsage(usage)] : []),
    ...(cost
      ? [`${cost.estimated ? 'about ' : ''}${Number(cost.amount.toPrecision(6))} ${cost.currency}`]
      : []),
    `${(duration_ms / 1000).toFixed(1)} s`,
    ...rest,
  ];
  const parts =
    status === 'complete'
      ? [model, ...(finish_reason === null ? [] : [finish_reason]), ...facts]
      : [`INCOMPLETE: ${incomplete_reason}`, model, ...facts];
  return `[${parts.join(' · ')}]`;
}

function describeCheck({ name, duration_ms, rounds }: NonNullable<Receipt['check']>): string {
  const attempt = rounds > 1 ? ` on attempt ${rounds}` : '';
  return `check ${name} passed${attempt} (${(duration_ms / 1000).toFixed(1)} s)`;
}

function describeExplored({ explored }: Receipt): string[] {
  if (!explored) return [];
  const { files, rounds } = explored;
  const read = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  return [`read ${read} in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`];
}

function describeUsage(usage: Usage | null): string {
  if (!usage) return 'no token counts';
  const cached = usage.cached_input_tokens === null ? '' : ` (${usage.cached_input_tokens} cached)`;
  const reasoning = usage.reasoning_tokens === null ? '' : ` (${usage.reasoning_tokens} reasoning)`;
  return `${usage.input_tokens ?? '?'} in${cached} + ${usage.output_tokens ?? '?'} out${reasoning} tokens`;
}

/** What to do about an answer that its finish reason calls unfinished. */
export function adviceFor(finish_reason: string | null): string {
  return ADVICE[finish_reason ?? ''] ?? 'check what is missing before using this';
}

const ADVICE: Readonly<Record<string, string>> = {
  length: 'raise max_tokens, or ask for the rest',
  content_filter: 'upstream withheld the rest: rephrase, or do this part yourself',
  insufficient_system_resource: 'upstream ran out of capacity: send the request again',
};
