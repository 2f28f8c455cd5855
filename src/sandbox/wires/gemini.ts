import type { SandboxUsage } from '../sandbox-answer.ts';
import {
  asArray,
  asObject,
  asText,
  Refusal,
  type Json,
  type SandboxMessage,
  type SandboxTask,
} from '../task.ts';
import { EVENT_STREAM, JSON_ARRAY, type Completion, type Frame, type Wire } from './wire.ts';

/** `POST /v1beta/models/{model}:generateContent` and `:streamGenerateContent`, as Google's service speaks them. */
export const gemini: Wire = {
  readTask,
  errorBody: ({ status, message }) => ({
    error: { code: status, message, status: STATUS_WORDS[status] ?? 'UNKNOWN' },
  }),
  // Google's service streams an array of responses unless events are asked for.
  framing: (url) => (url.searchParams.get('alt') === 'sse' ? EVENT_STREAM : JSON_ARRAY),
  frames,
  document,
  errorFrame: ({ framing }) =>
    framing.frame('{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}'),
};

const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  402: 'FAILED_PRECONDITION',
  404: 'NOT_FOUND',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** The model and the method of a path such as `/v1beta/models/deepseek-v4-pro:generateContent`. */
export function parsePath(pathname: string): { model: string; method: string } | undefined {
  const parts = /^\/v1beta\/models\/([^/]+):(generateContent|streamGenerateContent)$/.exec(pathname);
  return parts ? { model: decode(parts[1] ?? ''), method: parts[2] ?? '' } : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readTask(body: Json, url: URL): SandboxTask {
  const { model = '', method } = parsePath(url.pathname) ?? {};
  const contents = asArray(body['contents']).map(asObject);
  if (contents.length === 0)
    throw new Refusal(400, '* GenerateContentRequest.contents: contents is not specified');
  const stranger = contents.find(({ role = 'user' }) => role !== 'user' && role !== 'model');
  if (stranger)
    throw new Refusal(400, `Please use a valid role: user, model. Got "${asText(stranger['role'])}".`);
  const system = partsText(asObject(body['systemInstruction'] ?? body['system_instruction']));
  const config = asObject(body['generationConfig']);
  const thinking = asObject(config['thinkingConfig']);
  const calling = asObject(asObject(body['toolConfig'])['functionCallingConfig']);
  const { maxOutputTokens } = config;
  return {
    model,
    messages: [
      ...(system ? [{ role: 'system' as const, text: system }] : []),
      ...contents.flatMap(toMessages),
    ],
    isStream: method === 'streamGenerateContent',
    isThinking: thinking['thinkingBudget'] !== 0,
    showsReasoning: thinking['includeThoughts'] === true,
    maxTokens: typeof maxOutputTokens === 'number' ? maxOutputTokens : undefined,
    stop: asArray(config['stopSequences']).map(asText).filter(Boolean),
    wantsJson: config['responseMimeType'] === 'application/json',
    jsonSchema: config['responseJsonSchema'] ?? config['responseSchema'],
    tools: calling['mode'] === 'NONE' ? [] : asArray(body['tools']).flatMap(toTools),
  };
}

function toTools(tool: unknown) {
  return asArray(asObject(tool)['functionDeclarations']).map((declaration) => {
    const { name, parametersJsonSchema, parameters } = asObject(declaration);
    return { name: asText(name), parameters: parametersJsonSchema ?? parameters };
  });
}

function toMessages(content: Json): SandboxMessage[] {
  const parts = asArray(content['parts']).map(asObject);
  const results = parts.filter((part) => 'functionResponse' in part);
  const text = partsText(content);
  const rest: SandboxMessage = { role: content['role'] === 'model' ? 'assistant' : 'user', text };
  return [
    ...results.map((part) => ({
      role: 'tool' as const,
      text: resultText(asObject(part['functionResponse'])),
    })),
    ...(results.length > 0 && !text ? [] : [rest]),
  ];
}

function resultText({ response }: Json): string {
  const { result } = asObject(response);
  return typeof result === 'string' ? result : JSON.stringify(response);
}

function partsText(content: Json): string {
  const parts = asArray(content['parts'])
    .map(asObject)
    .filter(({ thought }) => thought !== true);
  return parts
    .map(({ text }) => asText(text))
    .filter(Boolean)
    .join('\n\n');
}

function* frames({ id, task, answer, framing }: Completion): Generator<Frame> {
  let isFirst = framing === JSON_ARRAY;
  const chunk = (parts: Json[], end: Json = {}, usage: Json = promptUsage(answer.usage)) => {
    const value = { candidates: [{ content: { role: 'model', parts }, ...end, index: 0 }] };
    const json = JSON.stringify({ ...value, usageMetadata: usage, modelVersion: task.model, responseId: id });
    const data = isFirst ? `[${json}` : framing.frame(json);
    isFirst = false;
    return data;
  };
  for (const text of shownReasoning({ task, answer })) {
    yield { kind: 'reasoning', data: chunk([{ text, thought: true }]) };
  }
  for (const text of answer.text) yield { kind: 'text', text, data: chunk([{ text }]) };
  for (const call of answer.toolCalls) yield { kind: 'start', data: chunk([callPart(call)]) };
  const finishReason = toFinishReason(answer.finishReason);
  yield { kind: 'finish', data: chunk([{ text: '' }], { finishReason }, toUsage(answer.usage)) };
  if (framing === JSON_ARRAY) yield { kind: 'done', data: ']' };
}

function document({ id, task, answer }: Completion): Json {
  const thoughts = shownReasoning({ task, answer }).join('');
  const parts = [
    ...(thoughts ? [{ text: thoughts, thought: true }] : []),
    ...(answer.toolCalls.length > 0 ? answer.toolCalls.map(callPart) : [{ text: answer.text.join('') }]),
  ];
  const finishReason = toFinishReason(answer.finishReason);
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
    usageMetadata: toUsage(answer.usage),
    modelVersion: task.model,
    responseId: id,
  };
}

function shownReasoning({ task, answer }: Pick<Completion, 'task' | 'answer'>): readonly string[] {
  return task.showsReasoning ? answer.reasoning : [];
}

function callPart({ id, name, arguments: args, json }: Completion['answer']['toolCalls'][number]): Json {
  return { functionCall: { id, name, args: json ?? args } };
}

/** Gemini ends a call of a function with STOP. */
function toFinishReason(finishReason: string): string {
  const known: Record<string, string> = {
    stop: 'STOP',
    tool_calls: 'STOP',
    length: 'MAX_TOKENS',
    content_filter: 'SAFETY',
  };
  return known[finishReason] ?? finishReason;
}

function promptUsage({ inputTokens, cachedInputTokens }: SandboxUsage): Json {
  return {
    promptTokenCount: inputTokens,
    ...(cachedInputTokens > 0 && { cachedContentTokenCount: cachedInputTokens }),
    totalTokenCount: inputTokens,
  };
}

/** Thoughts are counted beside the candidates. */
function toUsage(usage: SandboxUsage): Json {
  const { inputTokens, outputTokens, reasoningTokens } = usage;
  return {
    ...promptUsage(usage),
    candidatesTokenCount: outputTokens - reasoningTokens,
    ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
    totalTokenCount: inputTokens + outputTokens,
  };
}
