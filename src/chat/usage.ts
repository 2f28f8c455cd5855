/** Token counts as upstream gave them; null where it gave none. Reasoning is part of the output. */
export interface Usage {
  input_tokens: number | null;
  cached_input_tokens: number | null;
  output_tokens: number | null;
  reasoning_tokens: number | null;
  total_tokens: number | null;
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
