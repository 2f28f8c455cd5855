import type { ChatMessage } from '../chat/message.ts';

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === 'string';

/** Every field of a message; one that is added to ChatMessage and not here does not compile. */
const FIELDS: Readonly<Record<keyof ChatMessage, Check>> = {
  role: (value) => ['system', 'user', 'assistant', 'tool'].includes(value as string),
  content: (value) => value === null || isString(value) || isListOf(isContentPart)(value),
  name: isString,
  tool_calls: isListOf(isToolCall),
  tool_call_id: isString,
  reasoning_content: isString,
  reasoning_signature: isString,
};

/** The message in a record, without fields that this version does not know; undefined where it is none. */
export function parseStoredMessage(value: unknown): ChatMessage | undefined {
  if (!isObject(value) || value['role'] === undefined) return undefined;
  const known = Object.keys(FIELDS).filter((field) => value[field] !== undefined) as (keyof ChatMessage)[];
  if (!known.every((field) => FIELDS[field](value[field]))) return undefined;
  return Object.fromEntries(known.map((field) => [field, value[field]])) as unknown as ChatMessage;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function isContentPart(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (value['type'] === 'text') return isString(value['text']);
  return value['type'] === 'image_url' && isObject(value['image_url']) && isString(value['image_url']['url']);
}

function isToolCall(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['function'])) return false;
  return (
    isString(value['id']) && isString(value['function']['name']) && isString(value['function']['arguments'])
  );
}
