import type { Config, ProtocolName } from '../config/config.ts';
import { DelegateError } from '../errors.ts';
import type { ChatMessage } from '../chat/message.ts';
import type { ChatRequest } from '../chat/request.ts';
import { jsonInstruction } from './json/check.ts';

/** What a door hands over: a task for the model, with only those settings that the caller gave. */
export interface Task extends Partial<Omit<ChatRequest, 'messages' | 'protocol' | 'model'>> {
  readonly prompt?: string | undefined;
  /** In place of `prompt`: a whole conversation. */
  readonly messages?: readonly ChatMessage[] | undefined;
  readonly system?: string | undefined;
  /** JSON Schema that the answer has to match. */
  readonly json_schema?: Record<string, unknown> | undefined;
  readonly model?: string | undefined;
  readonly protocol?: ProtocolName | undefined;
  /** Paths and globs of text to send before the prompt, each with an optional line range. */
  readonly files?: readonly string[] | undefined;
  /** `new`, or the id of the conversation to go on with. */
  readonly conversationId?: string | undefined;
  /** Where the answer is saved, instead of being handed back. */
  readonly save_to?: string | undefined;
  /** `code`: only what stands in the answer's code fences. */
  readonly save_format?: 'text' | 'code' | undefined;
  /** Whether a file that exists may be replaced. */
  readonly overwrite?: boolean | undefined;
}

/** A task as messages: what is the same in each call comes first, since DeepSeek caches whole prefixes. */
export interface Turns {
  readonly system: ChatMessage | undefined;
  readonly turns: readonly ChatMessage[];
}

/**
 * The settings of a request, without its messages.
 *
 * @throws {DelegateError} `input` for settings that contradict each other.
 */
export function toSettings(task: Task, { connection, settings }: Config): Omit<ChatRequest, 'messages'> {
  const {
    prompt: _prompt,
    messages: _messages,
    system: _system,
    json_schema,
    files: _files,
    conversationId: _conversationId,
    save_to: _saveTo,
    save_format: _saveFormat,
    overwrite: _overwrite,
    ...given
  } = task;
  if (json_schema && given.response_format === 'text') {
    throw new DelegateError(
      'input',
      'response_format is "text", but json_schema asks for JSON.',
      'Leave one of them out.',
    );
  }
  const response_format = json_schema ? 'json' : given.response_format;
  return {
    ...given,
    protocol: given.protocol ?? connection.protocol,
    model: given.model ?? settings.model,
    ...(response_format && { response_format }),
  };
}

/**
 * @param attached - The text of the files, which comes before everything that is said.
 * @throws {DelegateError} `input` when there is nothing to send, or two things.
 */
export function toTurns(
  { prompt, messages, system, json_schema }: Task,
  { protocol, response_format }: Omit<ChatRequest, 'messages'>,
  attached: string,
): Turns {
  const turns = toMessages(prompt, messages);
  const instruction = jsonInstruction({ response_format, json_schema, protocol, turns, system });
  const content = [system, instruction].filter(Boolean).join('\n\n');
  return {
    system: content ? { role: 'system', content } : undefined,
    turns: attached ? withAttached(turns, attached) : turns,
  };
}

function withAttached(turns: readonly ChatMessage[], attached: string): ChatMessage[] {
  const place = turns.findIndex(({ role }) => role === 'user');
  const first = turns[place];
  if (!first) {
    const start = turns.findIndex(({ role }) => role !== 'system');
    const at = start === -1 ? turns.length : start;
    return [...turns.slice(0, at), { role: 'user', content: attached }, ...turns.slice(at)];
  }
  const content = Array.isArray(first.content)
    ? [{ type: 'text' as const, text: attached }, ...first.content]
    : `${attached}\n\n${first.content ?? ''}`;
  return turns.with(place, { ...first, content });
}

function toMessages(prompt: string | undefined, messages: Task['messages']): readonly ChatMessage[] {
  if (prompt !== undefined && messages !== undefined) {
    throw new DelegateError(
      'input',
      'Both prompt and messages were given.',
      'Give one of them; a prompt can be the last of the messages.',
    );
  }
  if (messages && messages.length > 0) return messages;
  if (prompt?.trim()) return [{ role: 'user', content: prompt }];
  throw new DelegateError(
    'input',
    messages
      ? 'messages is empty, so there is nothing to send.'
      : 'prompt is missing or blank, so there is nothing to send.',
    'Give the task as prompt, written so that it stands alone: DeepSeek sees nothing else.',
  );
}
