import type { Answer } from './completion.ts';
import { sumUsage } from './usage.ts';

/** The parts of an answer, each from a request that went on after the one before, as one answer. */
export function joinAnswers(parts: readonly [Answer, ...Answer[]]): Answer {
  // A request that failed before its first byte cost nothing, and has nothing to add.
  const [first = parts[0], ...others] = parts.filter((part) => !isBlank(part));
  if (others.length === 0) return first;
  const all = [first, ...others];
  const withReasoning = all.filter(({ reasoning }) => reasoning);
  return {
    text: all.map(({ text }) => text).join(''),
    reasoning: all.map(({ reasoning }) => reasoning).join(''),
    // A signature is for one thinking block as it was sent; over two that were joined it would be wrong.
    reasoningSignature: withReasoning.length === 1 ? (withReasoning[0]?.reasoningSignature ?? '') : '',
    // A continuation goes on after the text, so it makes a call that was cut off again from its beginning.
    toolCalls: all.findLast(({ toolCalls }) => toolCalls.length > 0)?.toolCalls ?? [],
    usage: all.map(({ usage }) => usage).reduce(sumUsage),
    finishReason: all.at(-1)?.finishReason ?? null,
  };
}

function isBlank({ text, reasoning, toolCalls, usage, finishReason }: Answer): boolean {
  return !text && !reasoning && toolCalls.length === 0 && usage === null && finishReason === null;
}
