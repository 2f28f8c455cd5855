import { DelegateError } from '../errors.ts';
import type { Usage } from '../chat/usage.ts';

/** Keeps count of the tokens that this process has spent. */
export interface Budget {
  /** @throws {DelegateError} `configuration` once the budget is spent; to be called before anything is sent. */
  check(): void;
  isSpent(): boolean;
  spend(usage: Usage | null): void;
}

/** @param tokens - Input and output together; undefined is no limit. */
export function createBudget(tokens: number | undefined): Budget {
  let spent = 0;
  const isSpent = () => tokens !== undefined && spent >= tokens;
  return {
    isSpent,
    check() {
      if (!isSpent()) return;
      throw new DelegateError(
        'configuration',
        `The token budget of this server is spent: ${spent} of ${tokens} tokens (DEEPSEEK_TOKEN_BUDGET). Nothing was sent.`,
        'Do the work without delegating, or ask the user to raise the budget and to restart the server.',
      );
    },
    spend(usage) {
      spent += usage?.total_tokens ?? (usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0);
    },
  };
}
