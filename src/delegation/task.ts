import type { Config, ProtocolName } from '../config.ts';
import { DelegateError } from '../errors.ts';
import type { ChatMessage, ChatRequest } from '../runapi/chat.ts';
import { jsonInstruction } from './json-answer.ts';

/** What a door hands over: a task for the model, with only those settings that the caller gave. */
export interface Task extends Partial<Omit<ChatRequest, 'messages' | 'protocol' | 'model'>> {
  readonly prompt?: string | undefined;
  /** In place of `prompt`: a whole conversation. */
  readonly messages?: readonly ChatMessage[] | undefined;
  readonly system?: string | undefined;
  /** JSON Schema that the answer has to match. */
  readonly jsonSchema?: Record<string, unknown> | undefined;
  readonly model?: string | undefined;
  readonly protocol?: ProtocolName | undefined;
}

/** @throws {DelegateError} `input` when there is nothing to send, or two things. */
export function toChatRequest(task: Task, { connection, settings }: Config): ChatRequest {
  const { prompt, messages, system, jsonSchema, ...given } = task;
  const protocol = given.protocol ?? connection.protocol;
  const turns = toTurns(prompt, messages);
  if (jsonSchema && given.responseFormat === 'text') {
    throw new DelegateError(
      'input',
      'response_format is "text", but json_schema asks for JSON.',
      'Leave one of them out.',
    );
  }
  const responseFormat = jsonSchema ? 'json' : given.responseFormat;
  const instruction = jsonInstruction({ responseFormat, jsonSchema, protocol, turns, system });
  const systemText = [system, instruction].filter(Boolean).join('\n\n');
  return {
    ...given,
    protocol,
    model: given.model ?? settings.model,
    ...(responseFormat && { responseFormat }),
    messages: [...(systemText ? [{ role: 'system' as const, content: systemText }] : []), ...turns],
  };
}

function toTurns(prompt: string | undefined, messages: Task['messages']): readonly ChatMessage[] {
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
