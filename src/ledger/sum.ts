import { sumCost } from './cost.ts';
import type { Cost, SpentRecord } from './record.ts';

/** What several requests cost together. */
export interface UsageTotal {
  readonly requests: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  /** Of the requests whose cost is known; null where there is none, or in several currencies. */
  readonly cost: Cost | null;
  readonly requests_without_cost: number;
  /** Requests of which upstream gave no usage: none of their tokens is in the sums. */
  readonly requests_without_usage: number;
}

export interface Sum {
  add(record: SpentRecord): void;
  /** Adds what another sum has come to. */
  merge(total: UsageTotal): void;
  total(): UsageTotal;
}

const COUNTS = [
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'requests_without_cost',
  'requests_without_usage',
] as const satisfies readonly (keyof UsageTotal)[];

export function startSum(): Sum {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Record<
    (typeof COUNTS)[number],
    number
  >;
  let cost: Cost | null | undefined;
  const addCost = (more: Cost | null) => {
    cost = cost === undefined ? more : sumCost(cost, more);
  };
  return {
    add(record) {
      counts.requests += 1;
      const isUnknown = record.input_tokens === null && record.output_tokens === null;
      if (isUnknown) counts.requests_without_usage += 1;
      counts.input_tokens += record.input_tokens ?? 0;
      counts.cached_input_tokens += record.cached_input_tokens ?? 0;
      counts.output_tokens += record.output_tokens ?? 0;
      counts.reasoning_tokens += record.reasoning_tokens ?? 0;
      if (record.cost === null) counts.requests_without_cost += 1;
      else addCost(record.cost);
    },
    merge(total) {
      for (const name of COUNTS) counts[name] += total[name];
      if (total.requests_without_cost < total.requests) addCost(total.cost);
    },
    total: () => ({ ...counts, cost: cost ?? null }),
  };
}
