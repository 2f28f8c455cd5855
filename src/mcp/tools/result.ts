import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Delegation } from '../../delegation/delegation.ts';
import { inlineText } from '../../delegation/inline.ts';
import type { Outcome } from '../../delegation/outcome.ts';
import { outcomeLine } from '../../delegation/present.ts';
import { DelegateError } from '../../errors.ts';

const RECEIPT_KEY = 'runapi-deepseek/receipt';

/**
 * An outcome as text only: several clients show the model nothing but `structuredContent` where there is
 * any. The answer, an empty line, the receipt line; reasoning in a block of its own before it.
 */
export async function toToolResult(
  outcome: Outcome,
  { config }: Delegation,
  options: { include_reasoning: boolean },
): Promise<CallToolResult> {
  const { completion, receipt, error } = outcome;
  const _meta = { [RECEIPT_KEY]: receipt };
  if (error && receipt.status === 'failed') return { ...toErrorResult(error), _meta };
  const shown = await inlineText(outcome, config.settings);
  const texts = [[shown, outcomeLine(outcome, goOn)].filter(Boolean).join('\n\n')];
  if (options.include_reasoning && completion.reasoning)
    texts.unshift(`[reasoning]\n${completion.reasoning}`);
  return {
    content: texts.map((text) => ({ type: 'text', text })),
    ...(error && { isError: true }),
    _meta,
  };
}

function goOn(runId: string): string {
  return `deepseek_stream {"run_id":"${runId}"}`;
}

/** A failure as the one text that an agent has to work with. */
export function toErrorResult(error: unknown): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: toErrorText(error) }] };
}

function toErrorText(error: unknown): string {
  if (error instanceof DelegateError) return error.message;
  // Its text was not written to be shown: it may name paths or carry what was sent.
  const name = error instanceof Error ? error.name : typeof error;
  return `runapi-deepseek failed inside (${name}); this is a defect of it, not of the call. Tell the user, and do the work without delegating.`;
}
