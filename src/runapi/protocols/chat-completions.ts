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

type Fields = ReturnType<typeof fields>;

/** What DeepSeek speaks itself: `POST /v1/chat/completions`, ended by `[DONE]`. */
export const chatCompletions: Protocol = {
  name: 'chat-completions',
  endMarker: 'tolerated',
  headers: (apiKey) => ({ Authorization: `Bearer ${apiKey}` }),
  request: (chat) => ({ path: '/v1/chat/completions', body: toBody(chat) }),

  parse: (value) =>
    readShape(value, (chunk) => {
      const choices = list(chunk['choices']);
      const events: ProtocolEvent[] = [];
      // Only one answer is ever asked for; another one beside it is not glued to it.
      for (const choice of piecesOfFirst(choices)) events.push(...choiceEvents(choice, chunk['id']));
      const addUsage = ({ usage }: Fields) => events.push(...toUsage(usage));
      // Besides the chunk itself: Groq; Moonshot, and gateways of its kind.
      addUsage(chunk);
      addUsage(fields(chunk['x_groq']));
      choices.forEach(addUsage);
      for (const { delta } of choices) addUsage(fields(delta));
      return events;
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

function choiceEvents(choice: Fields, id: unknown): ProtocolEvent[] {
  // A gateway that answers a stream request with a whole document has `message` in place of `delta`.
  const isDelta = !isNothing(choice['delta']) || isNothing(choice['message']);
  const told = isDelta ? choice['delta'] : choice['message'];
  const delta = part(isNothing(told) ? choice['text'] : told, 'content');
  const events = [...generation(id, delta, isDelta), ...deltaEvents(delta, isDelta)];
  for (const reason of finishReasons(choice, delta)) events.push({ type: 'finish', reason });
  return events;
}

function finishReasons(choice: Fields, delta: Fields): string[] {
  // Most chunks have none.
  if (isNothing(choice['finish_reason']) && isNothing(delta['finish_reason'])) return [];
  const reasons = [choice, delta].flatMap(({ finish_reason }) => toFinishReason(finish_reason) ?? []);
  const native = toFinishReason(choice['native_finish_reason']);
  const isHidden = native !== undefined && isCutOff(native) && reasons.length > 0;
  return isHidden ? [native, ...reasons] : reasons;
}

function generation(id: unknown, delta: Fields, isDelta: boolean): ProtocolEvent[] {
  if (!isDelta) return [{ type: 'generation', id: label(id), starts: 'certainly' }];
  const known = label(id);
  const hasText = typeof delta['content'] === 'string' && delta['content'] !== '';
  return known ? [{ type: 'generation', id: known, starts: delta['role'] ? 'possibly' : 'no', hasText }] : [];
}

function deltaEvents(delta: Fields, isDelta: boolean): ProtocolEvent[] {
  const events = [...reasoningEvents(delta), ...contentEvents(delta['content'])];
  const refusal = plainText(delta['refusal']);
  if (refusal) events.push({ type: 'refusal', text: refusal });
  for (const call of list(delta['tool_calls'])) events.push(toolCall(call, isDelta));
  // The form before `tool_calls`: one call, without an id.
  const { function_call } = delta;
  if (isFields(function_call)) events.push(toolCall({ function: function_call }, isDelta));
  return events;
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
