import type { Usage } from '../chat/usage.ts';
import type { Cost } from './record.ts';

/** What a request brought. */
export interface RequestResult {
  readonly usage: Usage | null;
  /** As upstream reported it. */
  readonly cost: Cost | null;
  /** Tokens of what was received, as estimated; 0 where nothing was. */
  readonly estimatedOutput: number;
  /** Whether the answer ended before its counts were final: Messages begins with an output of one token. */
  readonly isCut?: boolean;
}

/** Whether upstream said what was spent. */
export function hasCounts(usage: Usage | null): boolean {
  return usage !== null && (usage.input_tokens !== null || usage.output_tokens !== null);
}

/**
 * What budgets count where upstream's own figures are not all of it; null where they are. A count of 0 for what was
 * sent or received is none: some gateways fill it in.
 */
export function estimateSpent(
  { usage, estimatedOutput, isCut = false }: RequestResult,
  estimateInput: () => number,
): number | null {
  const { input_tokens: input, output_tokens: output } = usage ?? { input_tokens: null, output_tokens: null };
  const leastOutput = output ? (isCut ? estimatedOutput : 0) : estimatedOutput;
  const isOutputKnown = output !== null && output >= leastOutput;
  if (isOutputKnown && (input || estimatedOutput === 0)) return null;
  return (input || estimateInput()) + Math.max(output ?? 0, leastOutput);
}
