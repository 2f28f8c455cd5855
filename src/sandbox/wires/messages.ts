import { argumentsText, type SandboxUsage } from '../sandbox-answer.ts';
import { toPieces } from '../answer.ts';
import {
  asArray,
  asObject,
  asText,
  Refusal,
  unknownVariant,
  type Json,
  type SandboxMessage,
  type SandboxTask,
} from '../task.ts';
import { chatCompletions } from './chat-completions.ts';
import { EVENT_STREAM, type Completion, type Frame, type Wire } from './wire.ts';

/** `POST /v1/messages` as DeepSeek's Anthropic-compatible service speaks it: its errors are OpenAI's. */
export const messages: Wire = {
  readTask,
  errorBody: chatCompletions.errorBody,
  framing: () => EVENT_STREAM,
  frames,
  document,
  errorFrame: ({ framing }) =>
    framing.frame('{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', 'error'),
};

const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'ultra', 'max'];

function readTask(body: Json): SandboxTask {
  const maxTokens = body['max_tokens'];
  if (!Number.isInteger(maxTokens) || Number(maxTokens) <= 0) {
    throw new Refusal(
      400,
      'Failed to deserialize the JSON body into the target type: missing field `max_tokens`',
    );
  }
  const turns = asArray(body['messages']).map(asObject);
  if (turns.length === 0) throw new Refusal(400, 'Empty input messages');
  const stranger = turns.find(({ role }) => role !== 'user' && role !== 'assistant');
  if (stranger) throw new Refusal(422, `messages: unknown role \`${asText(stranger['role'])}\``);
  const effort = asObject(body['output_config'])['effort'];
  if (effort !== undefined && !EFFORTS.includes(asText(effort))) {
    throw unknownVariant('output_config.effort', asText(effort), EFFORTS);
  }
  const system = textOf(body['system']);
  const choice = asObject(body['tool_choice'])['type'];
  return {
    model: asText(body['model']),
    messages: [...(system ? [{ role: 'system' as const, text: system }] : []), ...turns.flatMap(toMessages)],
    isStream: body['stream'] === true,
    isThinking: asObject(body['thinking'])['type'] !== 'disabled',
    showsReasoning: true,
    maxTokens: Number(maxTokens),
    stop: asArray(body['stop_sequences']).map(asText).filter(Boolean),
    wantsJson: /answer (only )?(with|in) (one )?json/i.test(system),
    jsonSchema: undefined,
    tools:
      choice === 'none'
        ? []
        : asArray(body['tools']).map((tool) => {
            const { name, input_schema: parameters } = asObject(tool);
            return { name: asText(name), parameters };
          }),
  };
}

/** A turn of the user's may hold the results of tools, each of which is a message of its own here. */
function toMessages({ role, content }: Json): SandboxMessage[] {
  const blocks = asArray(content).map(asObject);
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const text = textOf(content);
  const rest: SandboxMessage = { role: role === 'assistant' ? 'assistant' : 'user', text };
  return [
    ...results.map((block) => ({ role: 'tool' as const, text: textOf(block['content']) })),
    ...(results.length > 0 && !text ? [] : [rest]),
  ];
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts = asArray(content)
    .map(asObject)
    .filter(({ type }) => type === 'text');
  return texts.map(({ text }) => asText(text)).join('\n\n');
}

function* frames({ id, task, answer, framing }: Completion): Generator<Frame> {
  const event = (type: string, members: Json = {}) =>
    framing.frame(JSON.stringify({ type, ...members }), type);
  const delta = (index: number, value: Json) => event('content_block_delta', { index, delta: value });
  const { usage, stop_reason: _reason, ...head } = shell({ id, task, answer });
  const message = { ...head, content: [], stop_reason: null, usage: { ...usage, output_tokens: 0 } };
  yield { kind: 'start', data: event('message_start', { message }) };
  let index = 0;
  if (task.isThinking) {
    const content_block = { type: 'thinking', thinking: '', signature: '' };
    yield { kind: 'start', data: event('content_block_start', { index, content_block }) };
    yield { kind: 'start', data: event('ping') };
    for (const thinking of answer.reasoning) {
      yield { kind: 'reasoning', data: delta(index, { type: 'thinking_delta', thinking }) };
    }
    yield { kind: 'start', data: delta(index, { type: 'signature_delta', signature: id }) };
    yield { kind: 'start', data: event('content_block_stop', { index }) };
    index += 1;
  }
  for (const toolCall of answer.toolCalls) {
    if (toolCall !== answer.toolCalls[0]) {
      yield { kind: 'start', data: event('content_block_stop', { index }) };
      index += 1;
    }
    const content_block = { type: 'tool_use', id: toolCall.id, name: toolCall.name, input: {} };
    yield { kind: 'start', data: event('content_block_start', { index, content_block }) };
    for (const partial_json of toPieces(argumentsText(toolCall))) {
      yield { kind: 'start', data: delta(index, { type: 'input_json_delta', partial_json }) };
    }
  }
  if (answer.toolCalls.length === 0) {
    yield {
      kind: 'start',
      data: event('content_block_start', { index, content_block: { type: 'text', text: '' } }),
    };
    for (const text of answer.text)
      yield { kind: 'text', text, data: delta(index, { type: 'text_delta', text }) };
  }
  yield { kind: 'finish', data: event('content_block_stop', { index }) };
  const end = { delta: { stop_reason: stopReason(answer.finishReason), stop_sequence: null }, usage };
  yield { kind: 'finish', data: event('message_delta', end) };
  yield { kind: 'done', data: event('message_stop') };
}

function document({ id, task, answer }: Completion): Json {
  const content = [
    ...(task.isThinking ? [{ type: 'thinking', thinking: answer.reasoning.join(''), signature: id }] : []),
    ...(answer.toolCalls.length > 0
      ? answer.toolCalls.map((call) => ({
          type: 'tool_use',
          id: call.id,
          name: call.name,
          input: call.arguments,
        }))
      : [{ type: 'text', text: answer.text.join('') }]),
  ];
  return { ...shell({ id, task, answer }), content };
}

function shell({ id, task, answer }: Pick<Completion, 'id' | 'task' | 'answer'>) {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model: task.model,
    stop_reason: stopReason(answer.finishReason),
    stop_sequence: null,
    usage: toUsage(answer.usage),
  };
}

function stopReason(finishReason: string): string {
  const known: Record<string, string> = {
    stop: 'end_turn',
    length: 'max_tokens',
    tool_calls: 'tool_use',
    content_filter: 'refusal',
  };
  return known[finishReason] ?? finishReason;
}

/** Messages has no count of its own for reasoning. */
function toUsage({ inputTokens, cachedInputTokens, outputTokens }: SandboxUsage): Json {
  return {
    input_tokens: inputTokens - cachedInputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    service_tier: 'standard',
  };
}
