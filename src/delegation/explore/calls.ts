import { toAssistantMessage, type Completion } from '../../chat/completion.ts';
import type { ChatMessage, ToolCall } from '../../chat/message.ts';
import type { ErrorKind } from '../../errors.ts';
import type { Reply } from '../run/exchange.ts';
import { completeJson } from './complete-json.ts';
import { findTextCalls } from './text-calls.ts';

/** A turn in which DeepSeek asks to see something. */
export interface CallTurn {
  readonly calls: readonly ToolCall[];
  /** The turn as it goes back. */
  readonly message: ChatMessage;
}

interface TurnOptions {
  /** Whether the answer is to be JSON. */
  readonly isJson: boolean;
  /** Number of the round, for ids of calls that have none. */
  readonly round: number;
  /** Whether the model thinks: then every turn has to say so, even one without a thought. */
  readonly isThinking: boolean;
}

/** An answer with only calls in its text is empty to whoever reads it, and one with broken arguments malformed. */
const READABLE: ReadonlySet<ErrorKind> = new Set(['empty', 'malformed']);

/** @returns Undefined for an answer that is none, or that was cut off. */
export function callTurnOf({ completion, error }: Reply, options: TurnOptions): CallTurn | undefined {
  const { finish_reason: reason, tool_calls: made } = completion;
  if ((error && !READABLE.has(error.kind)) || (reason !== 'stop' && reason !== 'tool_calls'))
    return undefined;
  if (made.length > 0) return turnOf(completion, made, options);
  // Where there is no text, the call may be at the end of the thoughts.
  const written = findTextCalls(completion.text.trim() ? completion.text : completion.reasoning, options);
  if (!written) return undefined;
  const calls = written.calls.map((call, place): ToolCall => ({
    id: `call_text_${options.round}_${place}`,
    type: 'function',
    function: call,
  }));
  const text = completion.text.trim() ? written.prose : '';
  return turnOf({ ...completion, text, tool_calls: calls }, calls, options);
}

function turnOf(completion: Completion, calls: readonly ToolCall[], { isThinking }: TurnOptions): CallTurn {
  const tool_calls = calls.map((call) => ({
    ...call,
    function: { name: call.function.name || 'unnamed', arguments: asObject(call.function.arguments) },
  }));
  const message = toAssistantMessage({ ...completion, tool_calls });
  return { calls, message: isThinking ? { reasoning_content: '', ...message } : message };
}

/** Arguments go back as they came, if they are an object: servers fail on what they cannot parse. */
function asObject(given: string): string {
  if (isObject(tryParse(given))) return given;
  const repaired = completeJson(given);
  return JSON.stringify(isObject(repaired) ? repaired : { invalid: given });
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
