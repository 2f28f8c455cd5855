import { createHash } from 'node:crypto';
import type { Completion } from '../../chat/completion.ts';
import { DelegateError } from '../../errors.ts';
import type { Receipt } from '../../runs/receipt.ts';
import { codeOnly, type CodeOnly } from '../../workspace/save/code-only.ts';
import type { WriteFile } from '../../workspace/save/file-write.ts';
import type { SavePlan } from '../../workspace/save/save.ts';

export interface Saved {
  readonly saved_to: Receipt['saved_to'];
  /** Why it was not saved as it should be. */
  readonly error: DelegateError | undefined;
  /** Whether the completion counts as incomplete, since it would take most of the file away. */
  readonly isShrunk?: boolean;
}

export const NOT_SAVED: Saved = { saved_to: null, error: undefined };

interface SaveCompletionOptions {
  readonly format: 'text' | 'code';
  readonly isWhole: boolean;
  /** Writes a file so that it can be taken back. */
  readonly write: WriteFile | undefined;
  /** Writes a part to the state folder, in place of a file beside the target. @returns The file. */
  readonly keepPart?: (text: string) => string;
}

/** Saves a whole completion under its name, and the text of an incomplete one beside it. Never throws. */
export async function saveCompletion(
  plan: SavePlan,
  { text, tool_calls }: Completion,
  { format, isWhole, write, keepPart }: SaveCompletionOptions,
): Promise<Saved> {
  if (!isWhole && text === '') return NOT_SAVED;
  if (text === '' && tool_calls.length > 0) return { saved_to: null, error: onlyCalls() };
  try {
    const savePart = async () => (keepPart ? keptPart(text, keepPart) : plan.writeIncomplete(text, write));
    if (!isWhole) return { saved_to: await savePart(), error: undefined };
    const content: CodeOnly = format === 'text' ? { code: text } : codeOnly(text, plan.path);
    if (content.problem === undefined) return await plan.write(content.code, write);
    return { saved_to: await savePart(), error: unclearCode(content.problem) };
  } catch (error) {
    if (error instanceof DelegateError) return { saved_to: null, error };
    throw error;
  }
}

function keptPart(text: string, keep: (text: string) => string): NonNullable<Saved['saved_to']> {
  const bytes = Buffer.from(text);
  return {
    path: keep(text),
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    added: null,
    removed: null,
  };
}

function onlyCalls(): DelegateError {
  return new DelegateError(
    'malformed',
    'The answer is tool calls without a text, so there is nothing to save.',
    'Answer the calls, or omit the tools.',
  );
}

function unclearCode(problem: string): DelegateError {
  return new DelegateError(
    'malformed',
    `save_format is "code", but the answer ${problem}.`,
    'Take the code from what was saved beside the target, or ask for the file in one fenced code block.',
  );
}
