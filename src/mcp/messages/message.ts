/** What JSON-RPC identifies a request by. */
export type Id = string | number;

/** A request has an id and a method, a notification a method only, a response an id only. */
export interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: Id;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface Request extends Message {
  readonly id: Id;
  readonly method: string;
}

export interface ErrorReply {
  readonly jsonrpc: '2.0';
  /** Null where it could not be read. */
  readonly id: Id | null;
  readonly error: { readonly code: number; readonly message: string };
}

export type ErrorCode = 'parse error' | 'invalid request' | 'internal error' | 'server stopped';

const CODES: Readonly<Record<ErrorCode, number>> = {
  'parse error': -32_700,
  'invalid request': -32_600,
  'internal error': -32_603,
  'server stopped': -32_000,
};

export function errorReply(id: Id | null, code: ErrorCode, message: string): ErrorReply {
  return { jsonrpc: '2.0', id, error: { code: CODES[code], message } };
}

export function isId(value: unknown): value is Id {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

export function isRequest(message: Message): message is Request {
  return message.id !== undefined && message.method !== undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
