import { isCutOff, toFinishReason } from '../../chat/finish-reason.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { contentEvents, plainText } from './content-parts.ts';
import {
  fields,
  isFields,
  isNothing,
  jsonText,
  label,
  largest,
  list,
  part,
  piecesOfFirst,
  position,
  readShape,
  text,
} from './fields.ts';
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
      const choices = list(chunk['choices']);
      // Besides the chunk itself: Groq; Moonshot, and gateways of its kind.
      const places = [
        chunk,
        fields(chunk['x_groq']),
        ...choices,
        ...choices.map(({ delta }) => fields(delta)),
      ];
      return [
        // Only one answer is ever asked for; another one beside it is not glued to it.
        ...piecesOfFirst(choices).flatMap((choice) => choiceEvents(choice, chunk['id'])),
        ...places.flatMap(({ usage }) => toUsage(usage)),
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

function choiceEvents(choice: Fields, id: unknown): ProtocolEvent[] {
  // A gateway that answers a stream request with a whole document has `message` in place of `delta`.
  const isDelta = !isNothing(choice['delta']) || isNothing(choice['message']);
  const told = isDelta ? choice['delta'] : choice['message'];
  const delta = part(isNothing(told) ? choice['text'] : told, 'content');
  const reasons = [choice, delta].map(({ finish_reason }) => toFinishReason(finish_reason));
  const native = toFinishReason(choice['native_finish_reason']);
  const isHidden = native !== undefined && isCutOff(native) && reasons.some(Boolean);
  return [
    ...generation(id, delta, isDelta),
    ...deltaEvents(delta, isDelta),
    ...[isHidden ? native : undefined, ...reasons].flatMap((reason) =>
      reason ? [{ type: 'finish', reason } as const] : [],
    ),
  ];
}

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
  // Some gateways omit the object around the name, and some name the arguments as the request names their schema.
  const { name, arguments: json, parameters, input } = isFields(call['function']) ? call['function'] : call;
  const given = json ?? parameters ?? input;
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
