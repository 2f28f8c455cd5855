import type { Completion } from '../../chat/completion.ts';

/**
 * What becomes of the answer that a killed or broken run was at: `answered` where it came to its end, so that its
 * calls are answered or it is the final one; `continue` for the beginning of a text; `again` for what is of no use.
 */
export function howToResume(kept: Completion, isDue: boolean): 'answered' | 'continue' | 'again' {
  const { finish_reason: reason, text, tool_calls: calls } = kept;
  const isOver = reason === 'stop' || reason === 'tool_calls';
  const hasText = text.trim() !== '';
  // A model that called although an answer was due is asked for the answer once more.
  if (isOver && (calls.length > 0 ? !isDue : hasText)) return 'answered';
  return hasText && calls.length === 0 && !isOver ? 'continue' : 'again';
}
