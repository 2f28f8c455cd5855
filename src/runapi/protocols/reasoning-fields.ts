import { plainText } from './content-parts.ts';
import type { ProtocolEvent } from './protocol.ts';

/**
 * Where reasoning is found beside the content: DeepSeek; OpenRouter, vLLM and Ollama; LiteLLM. Gateways fill
 * several of them with the same text, so the first that holds any is the one that counts.
 */
const PLACES = [
  'reasoning_content',
  'reasoning',
  'thinking',
  'reasoning_details',
  'thinking_blocks',
] as const;

export function reasoningEvents(delta: Readonly<Record<string, unknown>>): ProtocolEvent[] {
  for (const place of PLACES) {
    const text = plainText(delta[place]);
    if (text) return [{ type: 'reasoning-delta', text }];
  }
  return [];
}
