import type { Usage } from '../chat/usage.ts';
import type { Price } from '../config/prices.ts';
import type { Cost } from './record.ts';

/** An estimate by the user's own prices; null without a price for the model, or without the counts. */
export function estimateCost(
  model: string,
  usage: Usage | null,
  prices: ReadonlyMap<string, Price>,
): Cost | null {
  const price = prices.get(model);
  if (!price || !usage || usage.input_tokens === null || usage.output_tokens === null) return null;
  const hit = Math.min(usage.cached_input_tokens ?? 0, usage.input_tokens);
  const miss = usage.input_tokens - hit;
  const amount = (hit * price.hit + miss * price.miss + usage.output_tokens * price.output) / 1_000_000;
  return { amount: round(amount), currency: price.currency, estimated: true };
}

/** The sum; null where a part is unknown or in another currency: half a sum would pass for all of it. */
export function sumCost(one: Cost | null, other: Cost | null): Cost | null {
  if (!one || !other || one.currency !== other.currency) return null;
  return {
    amount: round(one.amount + other.amount),
    currency: one.currency,
    estimated: one.estimated || other.estimated,
  };
}

/** Sums of many tiny amounts would otherwise end in digits that nobody computed. */
function round(amount: number): number {
  return Number(amount.toPrecision(12));
}
