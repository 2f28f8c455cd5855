import { toAssistantMessage, type Completion } from '../chat/completion.ts';
import type { Outcome } from './outcome.ts';
import { adviceFor, receiptLine } from './receipt-line.ts';
import { asClause } from './receipt.ts';

/** The completion as text: what the model wrote, and its tool calls, ready to be sent back in `messages`. */
export function completionText(completion: Completion, offset = 0): string {
  const text = completion.text.slice(offset);
  if (completion.tool_calls.length === 0) return text;
  const { role, content, ...rest } = toAssistantMessage(completion);
  const turn = JSON.stringify({ role, content, ...rest }, null, 2);
  return [text, `\`\`\`json tool_calls\n${turn}\n\`\`\``].filter(Boolean).join('\n\n');
}

/**
 * The receipt as one line, with what to do next where the completion is not whole.
 *
 * @param resume - How this interface resumes a run.
 */
export function outcomeLine(outcome: Outcome, resume: (runId: string) => string): string {
  const { completion, receipt, offset, notes } = outcome;
  const characters = completion.text.length;
  const from = offset > 0 ? [`from character ${offset} of ${characters}`] : [];
  const conversation = receipt.conversation_id ? [`conversation ${receipt.conversation_id}`] : [];
  return receiptLine(receipt, {
    characters,
    notes: [...from, ...conversation, ...notes],
    next: nextStep(outcome, resume),
  });
}

function nextStep({ receipt, error }: Outcome, resume: (runId: string) => string): string | undefined {
  const { status, run_id: runId, finish_reason } = receipt;
  // The completion is whole, and was not put where it should be.
  if (status === 'complete') return error && `NOT SAVED: ${asClause(error.message)}`;
  if (status === 'running') return `for the rest: ${resume(runId ?? '')}`;
  // The model said all that it had to say; asking it for more brings nothing.
  const isFinished = finish_reason === 'stop' && (error?.kind === 'empty' || error?.kind === 'malformed');
  if (runId !== null && !isFinished && finish_reason !== 'content_filter') {
    return `to resume: ${resume(runId)}`;
  }
  return error ? asClause(error.next) : adviceFor(finish_reason);
}
