import type { Completion } from './completion.ts';
import { sumUsage } from './usage.ts';

/** The parts of an answer, each from a request that went on after the one before, as one answer. */
export function joinCompletions(parts: readonly [Completion, ...Completion[]]): Completion {
  // A request that failed before its first byte cost nothing, and has nothing to add.
  const [first = parts[0], ...others] = parts.filter((part) => !isBlank(part));
  if (others.length === 0) return first;
  const all = [first, ...others];
  const withReasoning = all.filter(({ reasoning }) => reasoning);
  return {
    text: all.map(({ text }) => text).join(''),
    reasoning: all.map(({ reasoning }) => reasoning).join(''),
    // A signature is for one thinking block as it was sent; over two that were joined it would be wrong.
    reasoning_signature: withReasoning.length === 1 ? (withReasoning[0]?.reasoning_signature ?? '') : '',
    // A continuation goes on after the text, so it makes a call that was cut off again from its beginning.
    tool_calls: all.findLast(({ tool_calls }) => tool_calls.length > 0)?.tool_calls ?? [],
    usage: all.map(({ usage }) => usage).reduce(sumUsage),
    finish_reason: all.at(-1)?.finish_reason ?? null,
  };
}

function isBlank({ text, reasoning, tool_calls, usage, finish_reason }: Completion): boolean {
  return !text && !reasoning && tool_calls.length === 0 && usage === null && finish_reason === null;
}
