import * as z from 'zod';
import type { ChatEvent } from '../../chat/event.ts';
import { toMessagesBody } from './messages-request.ts';
import { parseEvent, usageEvent, type Protocol } from './protocol.ts';

/** Anthropic Messages: `POST /v1/messages`, ended by `message_stop`. */
export const messages: Protocol = {
  name: 'messages',
  endMarker: 'required',
  headers: (apiKey) => ({ 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }),
  request: (chat) => ({ path: '/v1/messages', body: toMessagesBody(chat) }),

  parse(data) {
    const event = parseEvent(eventSchema, data);
    switch (event.type) {
      case 'message':
        return wholeMessage(event);
      case 'message_start':
        return toUsage(event.message?.usage);
      case 'content_block_start':
        return blockEvents(event.content_block ?? {}, event.index ?? 0);
      case 'content_block_delta':
        return deltaEvents(event.delta ?? {}, event.index ?? 0);
      case 'message_delta':
        return [...toUsage(event.usage), ...finish(event.delta?.stop_reason)];
      case 'message_stop':
        return [{ type: 'end' }];
      default:
        // `ping`, `content_block_stop`, and whatever is added to the protocol one day.
        return [];
    }
  },
};

const FINISH_REASONS: ReadonlyMap<string, string> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
]);

const usageSchema = z.object({
  input_tokens: z.number().nullish(),
  cache_read_input_tokens: z.number().nullish(),
  cache_creation_input_tokens: z.number().nullish(),
  output_tokens: z.number().nullish(),
});

const blockSchema = z.object({
  type: z.string().nullish(),
  text: z.string().nullish(),
  thinking: z.string().nullish(),
  signature: z.string().nullish(),
  id: z.string().nullish(),
  name: z.string().nullish(),
  input: z.unknown().optional(),
});

const eventSchema = z.object({
  type: z.string(),
  index: z.number().nullish(),
  message: z.object({ usage: usageSchema.nullish() }).nullish(),
  content_block: blockSchema.nullish(),
  delta: blockSchema
    .extend({ partial_json: z.string().nullish(), stop_reason: z.string().nullish() })
    .nullish(),
  usage: usageSchema.nullish(),
  // The two members of a whole message, from a gateway that answers a stream request with JSON.
  content: z.array(blockSchema).nullish(),
  stop_reason: z.string().nullish(),
});

type MessagesEvent = z.infer<typeof eventSchema>;
type Block = z.infer<typeof blockSchema>;

function wholeMessage({ content, usage, stop_reason }: MessagesEvent): ChatEvent[] {
  const blocks = (content ?? []).flatMap((block, index) => blockEvents(block, index));
  return [...blocks, ...toUsage(usage), ...finish(stop_reason), { type: 'end' }];
}

/** The start of a block carries all of it in a whole message, and next to nothing in a stream. */
function blockEvents(block: Block, index: number): ChatEvent[] {
  if (block.type !== 'tool_use') return deltaEvents(block, index);
  const hasInput = Object.keys(block.input ?? {}).length > 0;
  return [
    {
      type: 'tool-call-delta',
      index,
      id: block.id ?? '',
      name: block.name ?? '',
      ...(hasInput && { arguments: JSON.stringify(block.input) }),
    },
  ];
}

function deltaEvents(
  delta: Block & { partial_json?: string | null | undefined },
  index: number,
): ChatEvent[] {
  const events: ChatEvent[] = [];
  if (delta.thinking) events.push({ type: 'reasoning-delta', text: delta.thinking });
  if (delta.signature) events.push({ type: 'reasoning-delta', text: '', signature: delta.signature });
  if (delta.text) events.push({ type: 'text-delta', text: delta.text });
  if (delta.partial_json) events.push({ type: 'tool-call-delta', index, arguments: delta.partial_json });
  return events;
}

function finish(stopReason: string | null | undefined): ChatEvent[] {
  return stopReason ? [{ type: 'finish', reason: FINISH_REASONS.get(stopReason) ?? stopReason }] : [];
}

/** Messages counts what came from the cache, and what went into it, beside `input_tokens`. */
function toUsage(usage: z.infer<typeof usageSchema> | null | undefined): ChatEvent[] {
  if (!usage) return [];
  const {
    input_tokens: input,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: created,
  } = usage;
  const all = typeof input === 'number' ? input + (cached ?? 0) + (created ?? 0) : undefined;
  return [
    usageEvent({
      input_tokens: all,
      cached_input_tokens: cached,
      output_tokens: usage.output_tokens,
      reasoning_tokens: undefined,
      total_tokens: undefined,
    }),
  ];
}
