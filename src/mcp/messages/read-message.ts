import { errorReply, isId, isObject, type ErrorReply, type Id, type Message } from './message.ts';

/** A message that can be delivered, or the reply that says why it cannot. */
export type Read = { readonly message: Message } | { readonly refused: ErrorReply };

/**
 * Checks one JSON-RPC message. Null counts as absent, and members that JSON-RPC does not know are ignored: many
 * clients write every field that their classes have.
 */
export function readMessage(value: unknown): Read {
  if (!isObject(value)) return refuse(null, `a message is an object, not ${describe(value)}`);
  const { jsonrpc, id, method } = value;
  const knownId = isId(id) || typeof id === 'number' ? id : null;
  // An answer to an answer could go on for ever.
  if (method === undefined && ('result' in value || 'error' in value)) return { message: toResponse(value) };
  if (jsonrpc !== '2.0') return refuse(knownId, `jsonrpc must be "2.0", got ${describe(jsonrpc)}`);
  if (typeof method !== 'string') return refuse(knownId, `method must be a string, got ${describe(method)}`);
  if (id !== undefined && !isId(id)) {
    return refuse(knownId, `id must be a string or an integer, got ${describe(id)}`);
  }
  try {
    return readParams({ jsonrpc, method, ...(id !== undefined && { id }) }, value['params']);
  } catch (error) {
    if (error instanceof RangeError) return refuse(knownId, 'params are nested too deeply');
    throw error;
  }
}

interface Head {
  readonly jsonrpc: '2.0';
  readonly method: string;
  readonly id?: Id;
}

function readParams(head: Head, given: unknown): Read {
  const id = head.id ?? null;
  if (given === undefined || given === null) return { message: head };
  if (!isObject(given)) return refuse(id, `params must be an object, got ${describe(given)}`);
  const params = head.method === 'tools/call' ? readCall(given) : withoutNulls(given);
  const { _meta: meta, arguments: args } = params;
  if (meta !== undefined && !isObject(meta)) {
    return refuse(id, `params._meta must be an object, got ${describe(meta)}`);
  }
  const token = meta?.['progressToken'];
  if (token !== undefined && !isId(token)) {
    return refuse(id, `progressToken must be a string or an integer, got ${describe(token)}`);
  }
  if (args !== undefined && !isObject(args)) {
    return refuse(id, `params.arguments must be an object, got ${describe(args)}`);
  }
  return { message: { ...head, params } };
}

/** A tool's arguments are left alone: the tool's own schema says what null means in them. */
function readCall({ arguments: given, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const args = typeof given === 'string' ? parseObject(given) : given;
  const isAbsent = args === undefined || args === null || (Array.isArray(args) && args.length === 0);
  return { ...withoutNulls(rest), ...(!isAbsent && { arguments: args }) };
}

/** Some models write all arguments as one JSON string. */
function parseObject(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) || value === null ? value : text;
  } catch {
    return text;
  }
}

/** @throws {RangeError} Where it is nested too deeply. */
function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    members.map(([name, member]) => [name, isObject(member) ? withoutNulls(member) : member]),
  );
}

function toResponse({ id, result, error }: Record<string, unknown>): Message {
  return { jsonrpc: '2.0', ...(isId(id) && { id }), ...(error === undefined ? { result } : { error }) };
}

function refuse(id: Id | null, reason: string): Read {
  return { refused: errorReply(id, 'invalid request', `Invalid Request: ${reason}.`) };
}

/** Names the kind of a value: the value itself may be private, and as long as it likes. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a fraction';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
