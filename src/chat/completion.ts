import type { ChatEvent } from './event.ts';
import type { ChatMessage, ToolCall } from './message.ts';
import { largestUsage, type Usage } from './usage.ts';

/** One completion so far. */
export interface Completion {
  text: string;
  reasoning: string;
  /** The signature that Messages sends with a thinking block; empty elsewhere. */
  reasoning_signature: string;
  tool_calls: ToolCall[];
  /** Null where upstream gave no counts. */
  usage: Usage | null;
  finish_reason: string | null;
}

export const EMPTY_COMPLETION: Completion = {
  text: '',
  reasoning: '',
  reasoning_signature: '',
  tool_calls: [],
  usage: null,
  finish_reason: null,
};

export interface CompletionBuilder {
  add(event: ChatEvent): void;
  build(): Completion;
}

const NO_USAGE: Usage = {
  input_tokens: null,
  cached_input_tokens: null,
  output_tokens: null,
  reasoning_tokens: null,
  total_tokens: null,
};

export function startCompletion(): CompletionBuilder {
  // Pieces are joined once: a stream may have a million of them.
  const text: string[] = [];
  const reasoning: string[] = [];
  const calls: { index: number | null; id: string; name: string; arguments: string[] }[] = [];
  let reasoning_signature = '';
  let usage: Usage | null = null;
  let finish_reason: string | null = null;

  const addToolCall = (event: Extract<ChatEvent, { type: 'tool-call-delta' }>) => {
    let call = event.index === null ? undefined : calls.find(({ index }) => index === event.index);
    if (!call) calls.push((call = { index: event.index, id: '', name: '', arguments: [] }));
    call.id ||= event.id ?? '';
    call.name ||= event.name ?? '';
    if (event.arguments) call.arguments.push(event.arguments);
  };

  return {
    add(event) {
      if (event.type === 'text-delta') text.push(event.text);
      else if (event.type === 'reasoning-delta') {
        reasoning.push(event.text);
        reasoning_signature += event.signature ?? '';
      } else if (event.type === 'tool-call-delta') addToolCall(event);
      else if (event.type === 'usage') usage = largestUsage(usage ?? NO_USAGE, event.usage);
      else if (event.type === 'finish') finish_reason = event.reason;
    },
    build: () => ({
      text: text.join(''),
      reasoning: reasoning.join(''),
      reasoning_signature,
      // Gemini may leave ids out, and the answer to a call must name one.
      tool_calls: calls.map((call, position) => ({
        id: call.id || freeId(position, calls),
        type: 'function',
        function: { name: call.name, arguments: call.arguments.join('') },
      })),
      usage: usage && withTotal(usage),
      finish_reason,
    }),
  };
}

function freeId(position: number, calls: readonly { id: string }[]): string {
  const id = `call_${position}`;
  return calls.some((call) => call.id === id) ? `${id}_${calls.length}` : id;
}

/** Messages gives no total; the sum of the two counts that it gives is one. */
function withTotal(usage: Usage): Usage {
  const { input_tokens: input, output_tokens: output } = usage;
  if (usage.total_tokens !== null || input === null || output === null) return usage;
  return { ...usage, total_tokens: input + output };
}

/** The answer as the turn that a caller sends back, with everything that DeepSeek wants to see again. */
export function toAssistantMessage(answer: Completion): ChatMessage {
  return {
    role: 'assistant',
    content: answer.text || null,
    ...(answer.reasoning && { reasoning_content: answer.reasoning }),
    ...(answer.reasoning_signature && { reasoning_signature: answer.reasoning_signature }),
    ...(answer.tool_calls.length > 0 && { tool_calls: answer.tool_calls }),
  };
}
