import type { Usage } from '../../runapi/chat.ts';
import type { Answer } from '../answer.ts';

/** The parts of an answer, each from a request that went on after the one before, as one answer. */
export function joinAnswers(parts: readonly [Answer, ...Answer[]]): Answer {
  if (parts.length === 1) return parts[0];
  const withReasoning = parts.filter(({ reasoning }) => reasoning);
  return {
    text: parts.map(({ text }) => text).join(''),
    reasoning: parts.map(({ reasoning }) => reasoning).join(''),
    // A signature is for one thinking block as it was sent; over two that were joined it would be wrong.
    reasoningSignature: withReasoning.length === 1 ? (withReasoning[0]?.reasoningSignature ?? '') : '',
    // A continuation goes on after the text, so it makes a call that was cut off again from its beginning.
    toolCalls: parts.findLast(({ toolCalls }) => toolCalls.length > 0)?.toolCalls ?? [],
    usage: parts.map(({ usage }) => usage).reduce(addUsage),
    finishReason: parts.at(-1)?.finishReason ?? null,
  };
}

/** Adds up what is known: a request that was cut off gave no counts, or only those of its input. */
function addUsage(one: Usage | null, other: Usage | null): Usage | null {
  if (!one || !other) return one ?? other;
  return {
    input_tokens: addKnown(one.input_tokens, other.input_tokens),
    cached_input_tokens: addKnown(one.cached_input_tokens, other.cached_input_tokens),
    output_tokens: addKnown(one.output_tokens, other.output_tokens),
    reasoning_tokens: addKnown(one.reasoning_tokens, other.reasoning_tokens),
    total_tokens: addKnown(knownTotal(one), knownTotal(other)),
  };
}

/** Otherwise a total could be less than the input and output beside it. */
function knownTotal(usage: Usage): number | null {
  return usage.total_tokens ?? addKnown(usage.input_tokens, usage.output_tokens);
}

function addKnown(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : one + other;
}
