import { plainText } from './content-parts.ts';
import { fields } from './fields.ts';
import type { ProtocolEvent } from './protocol.ts';

/**
 * Where reasoning is found beside the content: DeepSeek; OpenRouter, vLLM and Ollama; Copilot; LiteLLM; others. Gateways fill
 * several of them with the same text, so the first that holds any is the one that counts.
 */
const PLACES = [
  'reasoning_content',
  'reasoning',
  'reasoning_text',
  'thinking',
  'reasoning_details',
  'thinking_blocks',
  'thinking_content',
  'reasoning_summary',
  'reasoningContent',
  'thought',
  'thoughts',
] as const;

const NAMES: ReadonlySet<string> = new Set([...PLACES, 'provider_specific_fields']);

export function reasoningEvents(delta: Readonly<Record<string, unknown>>): ProtocolEvent[] {
  // Most deltas have none of them, which takes less time to see than to look into all of them.
  if (!Object.keys(delta).some((name) => NAMES.has(name))) return [];
  // LiteLLM keeps what it does not know itself in an object of its own.
  const beside = fields(delta['provider_specific_fields']);
  for (const place of PLACES) {
    const text = plainText(delta[place]) || plainText(beside[place]);
    if (text) return [{ type: 'reasoning-delta', text }];
  }
  return [];
}
