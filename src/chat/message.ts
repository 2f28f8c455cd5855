export interface ToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

export type ContentPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

/** One turn, in the shape of chat completions; kept as the caller wrote it. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content?: string | ContentPart[] | null | undefined;
  name?: string | undefined;
  tool_calls?: ToolCall[] | undefined;
  tool_call_id?: string | undefined;
  reasoning_content?: string | undefined;
  /** What the Messages protocol sends along with a thinking block, to be given back with it. */
  reasoning_signature?: string | undefined;
}
