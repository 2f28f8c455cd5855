/**
 * The vocabulary that the three protocols are translated from and to. It follows chat completions,
 * since that is what callers write (`messages`, `tools`, `tool_choice`) and what DeepSeek speaks itself.
 */
import type { ProtocolName } from '../config/config.ts';

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

export interface FunctionTool {
  type: 'function';
  function: {
    name: string;
    description?: string | undefined;
    parameters?: Record<string, unknown> | undefined;
    strict?: boolean | undefined;
  };
}

export type ToolChoice = 'none' | 'auto' | 'required' | { type: 'function'; function: { name: string } };

/** One completion to ask for. What is undefined is not sent. */
export interface ChatRequest {
  readonly protocol: ProtocolName;
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly stop?: string | readonly string[] | undefined;
  readonly thinking?: 'enabled' | 'disabled' | undefined;
  readonly reasoningEffort?: 'low' | 'high' | 'max' | undefined;
  readonly includeReasoning?: boolean | undefined;
  readonly responseFormat?: 'text' | 'json' | undefined;
  readonly tools?: readonly FunctionTool[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
}

/** Token counts as upstream gave them; null where it gave none. Reasoning is part of the output. */
export interface Usage {
  input_tokens: number | null;
  cached_input_tokens: number | null;
  output_tokens: number | null;
  reasoning_tokens: number | null;
  total_tokens: number | null;
}

/** What a stream of any protocol comes down to. */
export type ChatEvent =
  | { type: 'text-delta'; text: string }
  | { type: 'reasoning-delta'; text: string; signature?: string }
  /** Fragments of one call share an index; a call that comes whole has none. */
  | { type: 'tool-call-delta'; index: number | null; id?: string; name?: string; arguments?: string }
  /** Later counts replace earlier ones; a null leaves what was known. */
  | { type: 'usage'; usage: Partial<Usage> }
  /** In the words of chat completions where it has one, else as upstream wrote it. */
  | { type: 'finish'; reason: string }
  /** The protocol's own end of the stream. */
  | { type: 'end' };
