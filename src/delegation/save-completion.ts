import type { Completion } from '../chat/completion.ts';
import { DelegateError } from '../errors.ts';
import type { Receipt } from '../runs/receipt.ts';
import { codeOnly } from '../workspace/save/code-only.ts';
import type { SavePlan } from '../workspace/save/save.ts';

export interface Saved {
  readonly saved_to: Receipt['saved_to'];
  /** Why it was not saved as it should be. */
  readonly error: DelegateError | undefined;
}

export const NOT_SAVED: Saved = { saved_to: null, error: undefined };

/** Saves a whole completion under its name, and what there is of another one beside it. Never throws. */
export async function saveCompletion(
  plan: SavePlan,
  { text, tool_calls }: Completion,
  { format, isWhole }: { format: 'text' | 'code'; isWhole: boolean },
): Promise<Saved> {
  const content = !isWhole || format === 'text' ? text : codeOnly(text);
  if (!isWhole && text === '') return NOT_SAVED;
  if (text === '' && tool_calls.length > 0) return { saved_to: null, error: onlyCalls() };
  const problem = content === undefined ? noCode() : undefined;
  try {
    const saved_to =
      isWhole && content !== undefined ? await plan.write(content) : await plan.writeIncomplete(text);
    return { saved_to, error: problem };
  } catch (error) {
    if (error instanceof DelegateError) return { saved_to: null, error };
    throw error;
  }
}

function onlyCalls(): DelegateError {
  return new DelegateError(
    'malformed',
    'The answer is tool calls without a text, so there is nothing to save.',
    'Answer the calls, or omit the tools.',
  );
}

function noCode(): DelegateError {
  return new DelegateError(
    'malformed',
    'save_format is "code", but the answer has no closed code block.',
    'Look at what was saved beside the target, and ask for the file in one fenced code block.',
  );
}
