import type { Exchange } from '../../src/sandbox/sandbox.ts';
import { textOf } from './caller/conversation.ts';
import type { Cost } from './measure.ts';

interface Body {
  readonly messages?: readonly { readonly content?: unknown; readonly tool_calls?: unknown }[];
  readonly tools?: unknown;
}

/** What is paid at DeepSeek. The share from the cache is the stand-in's, by DeepSeek's published rules. */
export function measureDeepSeek(
  exchanges: readonly Exchange[],
  count: (text: string) => number,
): Cost['deepseek'] {
  let [requests, inputTokens, cachedTokens, outputTokens] = [0, 0, 0, 0];
  for (const { usage, body, textSent } of exchanges) {
    if (!usage) continue;
    const { messages = [], tools } = body as Body;
    const texts = messages.flatMap(({ content, tool_calls }) => [content, tool_calls]).map(textOf);
    const input = [...texts, textOf(tools)].reduce((sum, text) => sum + count(text), 0);
    requests += 1;
    inputTokens += input;
    cachedTokens += Math.round((input * usage.cachedInputTokens) / Math.max(1, usage.inputTokens));
    // A call is no text: the stand-in's own count of it.
    outputTokens += textSent ? count(textSent) + usage.reasoningTokens : usage.outputTokens;
  }
  return { requests, inputTokens, cachedTokens, outputTokens };
}
