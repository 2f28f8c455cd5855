import type { ProtocolName } from '../config/config.ts';
import type { ChatMessage } from './message.ts';

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
  readonly max_tokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly stop?: string | readonly string[] | undefined;
  readonly thinking?: 'enabled' | 'disabled' | undefined;
  readonly reasoning_effort?: 'low' | 'high' | 'max' | undefined;
  readonly include_reasoning?: boolean | undefined;
  readonly response_format?: 'text' | 'json' | undefined;
  readonly tools?: readonly FunctionTool[] | undefined;
  readonly tool_choice?: ToolChoice | undefined;
}
