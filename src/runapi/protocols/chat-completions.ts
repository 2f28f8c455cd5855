import * as z from 'zod';
import type { ChatEvent } from '../../chat/event.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { parseEvent, usageEvent, type Protocol } from './protocol.ts';

/** What DeepSeek speaks itself: `POST /v1/chat/completions`, ended by `[DONE]`. */
export const chatCompletions: Protocol = {
  name: 'chat-completions',
  endMarker: 'tolerated',
  headers: (apiKey) => ({ Authorization: `Bearer ${apiKey}` }),
  request: (chat) => ({ path: '/v1/chat/completions', body: toBody(chat) }),

  parse(data) {
    if (data === '[DONE]') return [{ type: 'end' }];
    const { choices, usage } = parseEvent(chunkSchema, data);
    const choice = choices?.[0];
    // A gateway that answers a stream request with a whole document has `message` in place of `delta`.
    const events = deltaEvents(choice?.delta ?? choice?.message ?? {});
    if (choice?.finish_reason) events.push({ type: 'finish', reason: choice.finish_reason });
    if (usage) events.push(toUsage(usage));
    return events;
  },
};

function toBody(chat: ChatRequest): Record<string, unknown> {
  const { messages, thinking, response_format } = chat;
  return {
    model: chat.model,
    messages: messages.map(({ reasoning_signature: _signature, ...message }) => message),
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: chat.max_tokens,
    temperature: chat.temperature,
    top_p: chat.top_p,
    stop: chat.stop,
    thinking: thinking && { type: thinking },
    reasoning_effort: chat.reasoning_effort,
    response_format: response_format && { type: response_format === 'json' ? 'json_object' : 'text' },
    tools: chat.tools,
    tool_choice: chat.tool_choice,
  };
}

const toolCallSchema = z.object({
  index: z.number().nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});

const deltaSchema = z.object({
  content: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  tool_calls: z.array(toolCallSchema).nullish(),
});

const usageSchema = z.object({
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
  total_tokens: z.number().nullish(),
  prompt_cache_hit_tokens: z.number().nullish(),
  prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
  completion_tokens_details: z.object({ reasoning_tokens: z.number().nullish() }).nullish(),
});

/** A chunk, or a whole completion. The last chunk, or one without choices, carries the usage. */
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: deltaSchema.nullish(),
        message: deltaSchema.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: usageSchema.nullish(),
});

function deltaEvents(delta: z.infer<typeof deltaSchema>): ChatEvent[] {
  const events: ChatEvent[] = [];
  if (delta.reasoning_content) events.push({ type: 'reasoning-delta', text: delta.reasoning_content });
  if (delta.content) events.push({ type: 'text-delta', text: delta.content });
  for (const [position, call] of (delta.tool_calls ?? []).entries()) {
    events.push({
      type: 'tool-call-delta',
      index: call.index ?? position,
      ...(call.id && { id: call.id }),
      ...(call.function?.name && { name: call.function.name }),
      ...(call.function?.arguments && { arguments: call.function.arguments }),
    });
  }
  return events;
}

function toUsage(usage: z.infer<typeof usageSchema>): ChatEvent {
  return usageEvent({
    input_tokens: usage.prompt_tokens,
    cached_input_tokens: usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens,
    output_tokens: usage.completion_tokens,
    reasoning_tokens: usage.completion_tokens_details?.reasoning_tokens,
    total_tokens: usage.total_tokens,
  });
}
