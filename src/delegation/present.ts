import { toAssistantMessage, type Completion } from '../chat/completion.ts';
import type { Outcome } from './outcome.ts';
import { adviceFor, receiptLine } from './receipt.ts';

/** The answer as text: what the model wrote, and its tool calls, ready to be sent back in `messages`. */
export function answerText(answer: Completion, offset = 0): string {
  const text = answer.text.slice(offset);
  if (answer.tool_calls.length === 0) return text;
  const { role, content, ...rest } = toAssistantMessage(answer);
  const turn = JSON.stringify({ role, content, ...rest }, null, 2);
  return [text, `\`\`\`json tool_calls\n${turn}\n\`\`\``].filter(Boolean).join('\n\n');
}

/**
 * The receipt as one line, with what to do next where the answer is not whole.
 *
 * @param goOn - How this door goes on with a run.
 */
export function outcomeLine(outcome: Outcome, goOn: (runId: string) => string): string {
  const { answer, receipt, offset, notes } = outcome;
  const characters = answer.text.length;
  const from = offset > 0 ? [`from character ${offset} of ${characters}`] : [];
  const conversation = receipt.conversation_id ? [`conversation ${receipt.conversation_id}`] : [];
  return receiptLine(receipt, {
    characters,
    notes: [...from, ...conversation, ...notes],
    next: nextStep(outcome, goOn),
  });
}

function nextStep({ receipt, error }: Outcome, goOn: (runId: string) => string): string | undefined {
  const { status, run_id: runId, finish_reason } = receipt;
  // The answer is whole, and was not put where it should be.
  if (status === 'complete') return error && `NOT SAVED: ${withoutFullStop(error.message)}`;
  if (status === 'running') return `for the rest: ${goOn(runId ?? '')}`;
  // The model said all that it had to say; to ask it for more of that brings nothing.
  const isFinished = finish_reason === 'stop' && (error?.kind === 'empty' || error?.kind === 'malformed');
  if (runId !== null && !isFinished && finish_reason !== 'content_filter') return `to go on: ${goOn(runId)}`;
  return error ? withoutFullStop(error.next) : adviceFor(finish_reason);
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '');
}
