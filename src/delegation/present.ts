import { toAssistantMessage, type Answer } from './answer.ts';
import type { Outcome } from './delegate.ts';
import { adviceFor, receiptLine } from './receipt.ts';

/** The answer as text: what the model wrote, and its tool calls, ready to be sent back in `messages`. */
export function answerText(answer: Answer): string {
  if (answer.toolCalls.length === 0) return answer.text;
  const { role, content, ...rest } = toAssistantMessage(answer);
  const turn = JSON.stringify({ role, content, ...rest }, null, 2);
  return [answer.text, `\`\`\`json tool_calls\n${turn}\n\`\`\``].filter(Boolean).join('\n\n');
}

/** The receipt as one line, with what to do next where the answer is not whole. */
export function outcomeLine({ receipt, error }: Outcome): string {
  if (receipt.status === 'complete') return receiptLine(receipt);
  return receiptLine(receipt, error ? error.next.replace(/\.$/, '') : adviceFor(receipt.finish_reason));
}
