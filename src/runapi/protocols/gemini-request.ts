import { DelegateError } from '../../errors.ts';
import type { ChatMessage } from '../../chat/message.ts';
import type { ChatRequest, ToolChoice } from '../../chat/request.ts';
import { contentParts, contentText, parseArguments, refuseName } from '../../chat/content.ts';

type Part = Record<string, unknown>;

/** The body of `:streamGenerateContent`. JSON omits what is undefined. */
export function toGeminiBody(chat: ChatRequest): Record<string, unknown> {
  refuseName(chat.messages, 'gemini');
  refuseStrict(chat);
  const system = chat.messages.filter(({ role }) => role === 'system');
  const generationConfig = withoutUndefined({
    maxOutputTokens: chat.max_tokens,
    temperature: chat.temperature,
    top_p: chat.top_p,
    stopSequences: chat.stop === undefined ? undefined : [chat.stop].flat(),
    responseMimeType:
      chat.response_format && (chat.response_format === 'json' ? 'application/json' : 'text/plain'),
    thinkingConfig: toThinkingConfig(chat),
  });
  return {
    systemInstruction:
      system.length > 0
        ? { parts: system.map((turn) => ({ text: contentText(turn, 'a system message') })) }
        : undefined,
    contents: toContents(chat.messages),
    generationConfig,
    tools: chat.tools && [
      {
        functionDeclarations: chat.tools.map(({ function: { name, description, parameters } }) => ({
          name,
          description,
          parametersJsonSchema: parameters,
        })),
      },
    ],
    toolConfig: chat.tool_choice && { functionCallingConfig: toCallingConfig(chat.tool_choice) },
  };
}

function refuseStrict({ tools = [] }: ChatRequest): void {
  const strict = tools.find((tool) => tool.function.strict !== undefined);
  if (!strict) return;
  throw new DelegateError(
    'input',
    `The protocol gemini has no place for "strict" of the function "${strict.function.name}".`,
    'Leave it out, or call with protocol "chat-completions".',
  );
}

function toThinkingConfig({ thinking, reasoning_effort, include_reasoning }: ChatRequest): Part | undefined {
  if (reasoning_effort === 'max') {
    throw new DelegateError(
      'input',
      'The protocol gemini has no reasoning_effort "max"; its levels are low and high.',
      'Give one of these, or call with protocol "chat-completions".',
    );
  }
  return withoutUndefined({
    thinkingBudget: thinking === 'disabled' ? 0 : undefined,
    // Gemini omits thoughts unless they are requested.
    includeThoughts: thinking === 'enabled' || include_reasoning ? true : undefined,
    thinkingLevel: reasoning_effort,
  });
}

function toCallingConfig(choice: ToolChoice): Part {
  if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [choice.function.name] };
  return { mode: { none: 'NONE', auto: 'AUTO', required: 'ANY' }[choice] };
}

/** Results of tools are turns of the user's; Gemini knows them by the function's name, not by the call's id alone. */
function toContents(messages: readonly ChatMessage[]): { role: string; parts: Part[] }[] {
  const names = new Map<string, string>();
  const contents: { role: string; parts: Part[] }[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    for (const call of message.tool_calls ?? []) names.set(call.id, call.function.name);
    const role = message.role === 'assistant' ? 'model' : 'user';
    const parts = message.role === 'tool' ? [toolResult(message, names)] : toParts(message);
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts });
  }
  return contents;
}

function toolResult(message: ChatMessage, names: ReadonlyMap<string, string>): Part {
  const id = message.tool_call_id ?? '';
  const name = names.get(id);
  if (name === undefined) {
    throw new DelegateError(
      'input',
      `The tool message with tool_call_id "${id}" answers no call in messages, and gemini needs the function's name.`,
      'Put the assistant message with that call before it.',
    );
  }
  return {
    functionResponse: { id, name, response: { result: contentText(message, 'the result of a tool') } },
  };
}

function toParts(message: ChatMessage): Part[] {
  const { reasoning_content: thought, reasoning_signature: thoughtSignature } = message;
  return [
    ...(thought === undefined
      ? []
      : [withoutUndefined({ text: thought, thought: true, thoughtSignature }) ?? {}]),
    ...contentParts(message).map((part) =>
      part.type === 'text' ? { text: part.text } : imagePart(part.image_url.url),
    ),
    ...(message.tool_calls ?? []).map(({ id, function: { name, arguments: text } }) => ({
      functionCall: { id, name, args: parseArguments(name, text) },
    })),
  ];
}

function imagePart(url: string): Part {
  const inline = /^data:([^;,]+);base64,(.*)$/s.exec(url);
  return inline ? { inlineData: { mimeType: inline[1], data: inline[2] } } : { fileData: { fileUri: url } };
}

function withoutUndefined(values: Part): Part | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
