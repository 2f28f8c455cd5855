import { DelegateError } from '../../errors.ts';
import { shorten } from '../../text/cut.ts';
import type { ChatMessage } from '../../chat/message.ts';
import type { ChatRequest, ToolChoice } from '../../chat/request.ts';
import { contentParts, contentText, parseArguments, refuseName } from '../../chat/content.ts';

/**
 * Messages makes `max_tokens` a must. This much holds long answers with their reasoning; the caller's own
 * value takes its place, and an answer that reaches it is reported as `length`.
 */
const DEFAULT_MAX_TOKENS = 32_000;

type Block = Record<string, unknown>;

/** The body of `POST /v1/messages`. JSON omits what is undefined. */
export function toMessagesBody(chat: ChatRequest): Record<string, unknown> {
  refuseName(chat.messages, 'messages');
  const max_tokens = chat.max_tokens ?? DEFAULT_MAX_TOKENS;
  const system = chat.messages.filter(({ role }) => role === 'system');
  return {
    model: chat.model,
    max_tokens: max_tokens,
    stream: true,
    system:
      system.length > 0
        ? system.map((turn) => contentText(turn, 'a system message')).join('\n\n')
        : undefined,
    messages: toTurns(chat.messages),
    temperature: chat.temperature,
    top_p: chat.top_p,
    stop_sequences: chat.stop === undefined ? undefined : [chat.stop].flat(),
    thinking: toThinking(chat.thinking, max_tokens),
    output_config: chat.reasoning_effort && { effort: chat.reasoning_effort },
    tools: chat.tools?.map(({ function: { name, description, parameters, strict } }) => ({
      name,
      description,
      input_schema: parameters ?? { type: 'object' },
      strict,
    })),
    tool_choice: chat.tool_choice && toToolChoice(chat.tool_choice),
  };
}

/** Messages asks for a budget; DeepSeek ignores its value. */
function toThinking(thinking: ChatRequest['thinking'], max_tokens: number): Block | undefined {
  if (thinking === undefined) return undefined;
  if (thinking === 'disabled') return { type: 'disabled' };
  return { type: 'enabled', budget_tokens: Math.ceil(max_tokens / 2) };
}

function toToolChoice(choice: ToolChoice): Block {
  if (typeof choice === 'object') return { type: 'tool', name: choice.function.name };
  return { type: choice === 'required' ? 'any' : choice };
}

/** Turns of one role that follow each other become one: the results of several calls belong into one message. */
function toTurns(messages: readonly ChatMessage[]): { role: string; content: Block[] }[] {
  const turns: { role: string; content: Block[] }[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = toBlocks(message);
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content });
  }
  return turns;
}

function toBlocks(message: ChatMessage): Block[] {
  if (message.role === 'tool') {
    const content = contentText(message, 'the result of a tool');
    return [{ type: 'tool_result', tool_use_id: message.tool_call_id, content }];
  }
  const { reasoning_content: thinking, reasoning_signature: signature = '' } = message;
  const calls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: text } }) => ({
    type: 'tool_use',
    id,
    name,
    input: parseArguments(name, text),
  }));
  return [
    ...(thinking === undefined ? [] : [{ type: 'thinking', thinking, signature }]),
    ...contentParts(message).map((part) =>
      part.type === 'text' ? part : { type: 'image', source: toImageSource(part.image_url.url) },
    ),
    ...calls,
  ];
}

function toImageSource(url: string): Block {
  const inline = /^data:([^;,]+);base64,(.*)$/s.exec(url);
  if (inline) return { type: 'base64', media_type: inline[1], data: inline[2] };
  if (URL.canParse(url)) return { type: 'url', url };
  throw new DelegateError(
    'input',
    `image_url is "${shorten(url, 60)}", which is no URL.`,
    'Give an https or data URL.',
  );
}
