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
import { EVENT_STREAM, type Completion, type Frame, type Wire } from './wire.ts';

/** `POST /v1/chat/completions` as DeepSeek's own service speaks it. */
export const chatCompletions: Wire = {
  readTask,
  errorBody: ({ message, type }) => ({
    error: { message, type, param: null, code: 'invalid_request_error' },
  }),
  framing: () => EVENT_STREAM,
  frames,
  document,
  errorFrame: ({ framing }) =>
    framing.frame(
      '{"error":{"message":"The engine is overloaded","type":"server_error","param":null,"code":null}}',
    ),
};

const ROLES = ['system', 'user', 'assistant', 'tool'];
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const MAX_TOOLS = 128;

function readTask(body: Json): SandboxTask {
  const messages = asArray(body['messages']).map(asObject);
  if (messages.length === 0) throw new Refusal(400, 'Empty input messages');
  refuseRoles(messages);
  const effort = body['reasoning_effort'];
  if (effort !== undefined && !EFFORTS.includes(asText(effort))) {
    throw unknownVariant('reasoning_effort', asText(effort), EFFORTS);
  }
  const isThinking = asObject(body['thinking'])['type'] !== 'disabled' && effort !== 'none';
  refuseTools(body, isThinking, messages);
  const format = asObject(body['response_format'])['type'];
  if (format === 'json_schema') throw new Refusal(400, 'This response_format type is unavailable now');
  const maxTokens = body['max_tokens'];
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && Number(maxTokens) > 0)) {
    throw new Refusal(400, 'Invalid max_tokens value, the valid range of max_tokens is [1, 393216]');
  }
  return {
    model: asText(body['model']),
    messages: messages.map(toMessage),
    isStream: body['stream'] === true,
    isThinking,
    showsReasoning: true,
    maxTokens: typeof maxTokens === 'number' ? maxTokens : undefined,
    stop: [body['stop'] ?? []].flat().map(asText).filter(Boolean),
    wantsJson: format === 'json_object',
    jsonSchema: undefined,
    tools: body['tool_choice'] === 'none' ? [] : asArray(body['tools']).map((tool) => toTool(asObject(tool))),
  };
}

function refuseRoles(messages: readonly Json[]): void {
  const stranger = messages.find(({ role }) => !ROLES.includes(asText(role)));
  if (!stranger) return;
  const field = `messages[${messages.indexOf(stranger)}].role`;
  throw unknownVariant(field, asText(stranger['role']), ROLES);
}

function refuseTools(body: Json, isThinking: boolean, messages: readonly Json[]): void {
  const tools = asArray(body['tools']);
  if (tools.length > MAX_TOOLS) throw new Refusal(400, `Too many tools: at most ${MAX_TOOLS}`);
  const choice = body['tool_choice'];
  if (isThinking && choice !== undefined && choice !== 'auto' && choice !== 'none') {
    throw new Refusal(400, 'tool_choice required and named are not supported in thinking mode');
  }
  const isForgetful = messages.some(
    (message) => message['role'] === 'assistant' && !('reasoning_content' in message),
  );
  if (isThinking && tools.length > 0 && isForgetful) {
    throw new Refusal(400, 'The `reasoning_content` in the thinking mode must be passed back to the API.');
  }
}

function toMessage(message: Json): SandboxMessage {
  const { content } = message;
  const parts = asArray(content).map((part) => asText(asObject(part)['text']));
  return {
    role: message['role'] as SandboxMessage['role'],
    text: typeof content === 'string' ? content : parts.join('\n\n'),
  };
}

function toTool({ function: given }: Json) {
  const { name, parameters } = asObject(given);
  if (/^[\w-]{1,64}$/.test(asText(name))) return { name: asText(name), parameters };
  throw new Refusal(400, `Invalid 'tools[0].function.name': '${asText(name).slice(0, 80)}'`);
}

function* frames({ id, task, answer, body, framing }: Completion): Generator<Frame> {
  const hasUsageFields = asObject(body['stream_options'])['include_usage'] === true;
  const created = Math.floor(Date.now() / 1000);
  const chunk = (delta: Json, finishReason: string | null = null, usage: Json | null = null) =>
    framing.frame(
      JSON.stringify({
        id,
        object: 'chat.completion.chunk',
        created,
        model: task.model,
        system_fingerprint: 'fp_sandbox',
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
        ...((hasUsageFields || usage) && { usage }),
      }),
    );
  const beside = task.isThinking ? { reasoning_content: null } : {};
  const opening = task.isThinking ? { content: null, reasoning_content: '' } : { content: '' };
  yield { kind: 'start', data: chunk({ role: 'assistant', ...opening }) };
  for (const piece of answer.reasoning) {
    yield { kind: 'reasoning', data: chunk({ content: null, reasoning_content: piece }) };
  }
  for (const piece of answer.text)
    yield { kind: 'text', text: piece, data: chunk({ content: piece, ...beside }) };
  for (const delta of toolCallDeltas(answer.toolCalls)) yield { kind: 'start', data: chunk(delta) };
  yield {
    kind: 'finish',
    data: chunk({ content: '', ...beside }, answer.finishReason, toUsage(answer.usage, task)),
  };
  yield { kind: 'done', data: framing.frame('[DONE]') };
}

/** Id and name come with the first fragment only. */
function* toolCallDeltas(calls: Completion['answer']['toolCalls']): Generator<Json> {
  for (const [index, call] of calls.entries()) {
    const { id, name } = call;
    yield { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] };
    for (const fragment of toPieces(argumentsText(call))) {
      yield { tool_calls: [{ index, function: { arguments: fragment } }] };
    }
  }
}

function document({ id, task, answer }: Completion): Json {
  const { toolCalls, finishReason } = answer;
  const message = {
    role: 'assistant',
    content: answer.text.join(''),
    ...(task.isThinking && { reasoning_content: answer.reasoning.join('') }),
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map((call, index) => ({
        index,
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: argumentsText(call) },
      })),
    }),
  };
  return {
    id,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: task.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage: toUsage(answer.usage, task),
    system_fingerprint: 'fp_sandbox',
  };
}

function toUsage(usage: SandboxUsage, task: SandboxTask): Json {
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedInputTokens },
    ...(task.isThinking && { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
    prompt_cache_hit_tokens: cachedInputTokens,
    prompt_cache_miss_tokens: inputTokens - cachedInputTokens,
  };
}
