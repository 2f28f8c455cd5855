import * as z from 'zod';

const count = z.number().nullable();

/** Token counts as upstream gave them; null where it gave none. Reasoning is part of the output. */
export const usage = z.object({
  input_tokens: count,
  cached_input_tokens: count,
  output_tokens: count,
  reasoning_tokens: count,
  total_tokens: count,
});

export type Usage = z.infer<typeof usage>;

/** Counts of one request that came in several events: gateways fill in zeros for what they reported before. */
export function largestUsage(known: Usage, given: Partial<Usage>): Usage {
  const larger = (name: keyof Usage) => {
    const [before, after] = [known[name], given[name] ?? null];
    return before === null || after === null ? (before ?? after) : Math.max(before, after);
  };
  return {
    input_tokens: larger('input_tokens'),
    cached_input_tokens: larger('cached_input_tokens'),
    output_tokens: larger('output_tokens'),
    reasoning_tokens: larger('reasoning_tokens'),
    total_tokens: larger('total_tokens'),
  };
}

/** The tokens of two requests together. What one of them did not tell is unknown of both. */
export function sumUsage(one: Usage | null, other: Usage | null): Usage | null {
  if (!one || !other) return null;
  const add = (name: keyof Usage) => {
    const [left, right] = [one[name], other[name]];
    return left === null || right === null ? null : left + right;
  };
  return {
    input_tokens: add('input_tokens'),
    cached_input_tokens: add('cached_input_tokens'),
    output_tokens: add('output_tokens'),
    reasoning_tokens: add('reasoning_tokens'),
    total_tokens: add('total_tokens'),
  };
}
