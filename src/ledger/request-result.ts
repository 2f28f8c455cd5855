import type { Usage } from '../chat/usage.ts';
import type { Cost } from './record.ts';

/** What a request brought. */
export interface RequestResult {
  readonly usage: Usage | null;
  /** As upstream reported it. */
  readonly cost: Cost | null;
  /** Tokens of what was received, as estimated; 0 where nothing was. */
  readonly estimatedOutput: number;
}

/** Whether upstream said what was spent. */
export function hasCounts(usage: Usage | null): boolean {
  return usage !== null && (usage.input_tokens !== null || usage.output_tokens !== null);
}
