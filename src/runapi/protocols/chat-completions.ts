import { toFinishReason } from '../../chat/finish-reason.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { contentEvents, plainText } from './content-parts.ts';
import { fields, isFields, jsonText, label, largest, list, position, readShape, text } from './fields.ts';
import { costEvents, usageEvents, type Protocol, type ProtocolEvent } from './protocol.ts';
import { reasoningEvents } from './reasoning-fields.ts';

/** What DeepSeek speaks itself: `POST /v1/chat/completions`, ended by `[DONE]`. */
export const chatCompletions: Protocol = {
  name: 'chat-completions',
  endMarker: 'tolerated',
  headers: (apiKey) => ({ Authorization: `Bearer ${apiKey}` }),
  request: (chat) => ({ path: '/v1/chat/completions', body: toBody(chat) }),

  parse: (value) =>
    readShape(value, (chunk) => {
      // Only one answer is ever asked for; another one beside it is not glued to it.
      const choices = list(chunk['choices']);
      const choice = choices.find(({ index }) => !position(index)) ?? {};
      // A gateway that answers a stream request with a whole document has `message` in place of `delta`.
      const isDelta = isFields(choice['delta']) || !isFields(choice['message']);
      const delta = fields(choice['delta'] ?? choice['message'] ?? { content: choice['text'] });
      const reason = toFinishReason(choice['finish_reason']);
      return [
        ...generation(chunk['id'], delta, isDelta),
        ...deltaEvents(delta, isDelta),
        ...(reason ? [{ type: 'finish', reason } as const] : []),
        // Besides the chunk itself: Groq; Moonshot, and gateways of its kind.
        ...[chunk, fields(chunk['x_groq']), ...choices, delta].flatMap(({ usage }) => toUsage(usage)),
      ];
    }),
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

type Fields = ReturnType<typeof fields>;

function generation(id: unknown, delta: Fields, isDelta: boolean): ProtocolEvent[] {
  if (!isDelta) return [{ type: 'generation', id: label(id), starts: 'certainly' }];
  const known = label(id);
  const hasText = typeof delta['content'] === 'string' && delta['content'] !== '';
  return known ? [{ type: 'generation', id: known, starts: delta['role'] ? 'possibly' : 'no', hasText }] : [];
}

function deltaEvents(delta: Fields, isDelta: boolean): ProtocolEvent[] {
  const refusal = plainText(delta['refusal']);
  return [
    ...reasoningEvents(delta),
    ...contentEvents(delta['content']),
    ...(refusal ? [{ type: 'refusal', text: refusal } as const] : []),
    ...list(delta['tool_calls']).map((call) => toolCall(call, isDelta)),
    // The form before `tool_calls`: one call, without an id.
    ...(isFields(delta['function_call']) ? [toolCall({ function: delta['function_call'] }, isDelta)] : []),
  ];
}

function toolCall(call: Fields, isDelta: boolean): ProtocolEvent {
  const { name, arguments: given } = fields(call['function']);
  const isWhole = given !== null && typeof given === 'object';
  return {
    type: 'tool-call-fragment',
    fragment: {
      opens: !isDelta,
      index: isDelta ? position(call['index']) : undefined,
      id: label(call['id']),
      name: label(name),
      ...(isWhole ? { input: jsonText(given) } : { arguments: text(given) }),
    },
  };
}

/** Places of one count: DeepSeek's, OpenAI's, then those of gateways that translate from other protocols. */
function toUsage(usage: unknown): ProtocolEvent[] {
  // Most chunks have none.
  if (!isFields(usage)) return [];
  const input = fields(usage['prompt_tokens_details'] ?? usage['input_tokens_details']);
  const output = fields(usage['completion_tokens_details'] ?? usage['output_tokens_details']);
  const counts = usageEvents({
    input_tokens: largest(usage['prompt_tokens'], usage['input_tokens']),
    cached_input_tokens: largest(
      input['cached_tokens'],
      usage['prompt_cache_hit_tokens'],
      usage['cached_tokens'],
    ),
    output_tokens: largest(usage['completion_tokens'], usage['output_tokens']),
    reasoning_tokens: largest(output['reasoning_tokens'], usage['reasoning_tokens']),
    total_tokens: largest(usage['total_tokens']),
  });
  return [...counts, ...costEvents(usage['cost'])];
}
