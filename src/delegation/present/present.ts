import type { Settings } from '../../config/config.ts';
import { wellFormed } from '../../text/well-formed.ts';
import { inlineText } from './inline.ts';
import type { DelegateError } from '../../errors.ts';
import type { Outcome } from './outcome.ts';
import { adviceFor, receiptLine } from './receipt-line.ts';
import { asClause } from './receipt.ts';

/** What an agent is shown. */
interface Presented {
  readonly texts: readonly string[];
  readonly isError: boolean;
}

/**
 * An outcome as the texts of a tool result: the completion, an empty line, the receipt line; reasoning in a text of
 * its own before them. Whole JSON is a text of its own too, and the first, so that a program can parse it.
 */
export async function presentForAgent(
  outcome: Outcome,
  settings: Pick<Settings, 'maxInlineChars' | 'stateDir' | 'roots'>,
  { include_reasoning = false }: { include_reasoning?: boolean | undefined },
): Promise<Presented> {
  const { completion, receipt, error, isJson } = outcome;
  if (error && receipt.status === 'failed') return { texts: [error.message], isError: true };
  const shown = await inlineText(outcome, settings);
  const line = outcomeLine(outcome, FOR_AGENT);
  const reasoning =
    include_reasoning && completion.reasoning ? [wellFormed(`[reasoning]\n${completion.reasoning}`)] : [];
  const isWholeJson = isJson && receipt.status === 'complete' && receipt.saved_to === null && shown !== '';
  const texts = isWholeJson
    ? [shown, line, ...reasoning]
    : [...reasoning, [shown, line].filter(Boolean).join('\n\n')];
  return { texts, isError: error !== undefined };
}

/** How an interface words what to do next. */
export interface NextSteps {
  readonly resume: (runId: string) => string;
  readonly undo: (runId: string) => string;
  readonly advice: (error: DelegateError) => string;
}

const FOR_AGENT: NextSteps = {
  resume: (runId) => `deepseek_stream {"run_id":"${runId}"}`,
  undo: (runId) => `deepseek_stream {"run_id":"${runId}","undo":true}`,
  advice: ({ next }) => next,
};

/** The receipt as one line, with what to do next where the completion is not whole. */
export function outcomeLine(outcome: Outcome, steps: NextSteps): string {
  const { completion, receipt, offset, notes } = outcome;
  const characters = completion.text.length;
  // What is in files is shown from its start, or not at all.
  const isForFile = outcome.isForFile && receipt.status === 'running';
  const isInFiles = isForFile || receipt.saved_to !== null || (receipt.edited?.length ?? 0) > 0;
  const from = offset > 0 && !isInFiles ? [`from character ${offset} of ${characters}`] : [];
  const conversation = receipt.conversation_id ? [`conversation ${receipt.conversation_id}`] : [];
  return receiptLine(receipt, {
    characters,
    notes: [...from, ...conversation, ...notes],
    next: nextStep(outcome, steps),
  });
}

function nextStep(
  { receipt, error, isUndone }: Outcome,
  { resume, undo, advice }: NextSteps,
): string | undefined {
  const { status, run_id: runId, finish_reason } = receipt;
  if (status === 'dry_run') return undefined;
  if (status === 'complete') {
    // The completion is whole, and was not put where it should be.
    if (error) return `NOT SAVED: ${asClause(`${error.what} ${advice(error)}`.trim())}`;
    return runId !== null && !isUndone && hasChangedFiles(receipt) ? `to undo: ${undo(runId)}` : undefined;
  }
  if (status === 'running') return `for the rest: ${resume(runId ?? '')}`;
  // The model said all that it had to say; asking it for more brings nothing.
  const isFinished = finish_reason === 'stop' && (error?.kind === 'empty' || error?.kind === 'malformed');
  if (runId !== null && !isFinished && finish_reason !== 'content_filter') {
    return `to resume: ${resume(runId)}`;
  }
  return error ? asClause(advice(error)) : adviceFor(finish_reason);
}

/** Whether files are not as they were, other than by new ones that were asked for. */
function hasChangedFiles({ edited, saved_to: saved }: Outcome['receipt']): boolean {
  return (edited?.length ?? 0) > 0 || (saved?.removed ?? 0) > 0;
}
