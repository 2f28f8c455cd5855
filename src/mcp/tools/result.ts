import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Delegation } from '../../delegation/delegation.ts';
import type { Outcome } from '../../delegation/present/outcome.ts';
import { presentForAgent } from '../../delegation/present/present.ts';
import { DelegateError } from '../../errors.ts';

const RECEIPT_KEY = 'runapi-deepseek/receipt';

/**
 * An outcome as text only: several clients show the model nothing but `structuredContent` where there is
 * any.
 */
export async function toToolResult(
  outcome: Outcome,
  { config }: Delegation,
  options: { include_reasoning?: boolean | undefined } = {},
): Promise<CallToolResult> {
  const { texts, isError } = await presentForAgent(outcome, config.settings, options);
  return {
    content: texts.map((text) => ({ type: 'text', text })),
    ...(isError && { isError }),
    _meta: { [RECEIPT_KEY]: outcome.receipt },
  };
}

/** A failure as one text for the agent. */
export function toErrorResult(error: unknown): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: toErrorText(error) }] };
}

function toErrorText(error: unknown): string {
  if (error instanceof DelegateError) return error.message;
  // Its message was not written for others: it may contain paths or what was sent.
  const name = error instanceof Error ? error.name : typeof error;
  return `Internal error in runapi-deepseek (${name}); the call is not at fault. Tell the user, and do the work without delegating.`;
}
