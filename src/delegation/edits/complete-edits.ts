import type { ChatRequest } from '../../chat/request.ts';
import { DelegateError } from '../../errors.ts';
import type { Reply } from '../run/exchange.ts';
import { applyAnswer, type EditsOptions } from './apply-answer.ts';
import { isWhole, startDialogue } from './dialogue.ts';

/** Applies the edits of a whole reply; asks once for corrected blocks where some do not match. Never throws. */
export async function completeEdits(
  request: ChatRequest,
  reply: Reply,
  options: EditsOptions,
): Promise<Reply> {
  const dialogue = startDialogue(request, reply);
  if (!isWhole(dialogue)) return reply;
  try {
    if (options.plan.check) {
      const { completeChecked } = await import('../checks/complete-checked.ts');
      return await completeChecked(dialogue, options, options.plan.check);
    }
    const applied = await applyAnswer(dialogue, options);
    return { completion: applied.dialogue.completion, error: applied.error };
  } catch (thrown) {
    const { completion } = reply;
    if (thrown instanceof DelegateError) return { completion, error: thrown };
    if (options.signal.aborted) return { completion, error: aborted() };
    throw thrown;
  }
}

function aborted(): DelegateError {
  return new DelegateError(
    'aborted',
    'The call was cancelled before the edits were applied.',
    'Resume the run to apply them.',
  );
}
