import type { ChatEvent, ChatMessage, ToolCall, Usage } from './chat.ts';

/** What has come of one completion so far. */
export interface Answer {
  text: string;
  reasoning: string;
  /** The signature that Messages sends with a thinking block; empty elsewhere. */
  reasoningSignature: string;
  toolCalls: ToolCall[];
  /** Null where upstream gave no counts. */
  usage: Usage | null;
  finishReason: string | null;
}

export const BLANK_ANSWER: Answer = {
  text: '',
  reasoning: '',
  reasoningSignature: '',
  toolCalls: [],
  usage: null,
  finishReason: null,
};

export interface AnswerBuilder {
  add(event: ChatEvent): void;
  build(): Answer;
}

const NO_USAGE: Usage = {
  input_tokens: null,
  cached_input_tokens: null,
  output_tokens: null,
  reasoning_tokens: null,
  total_tokens: null,
};

export function startAnswer(): AnswerBuilder {
  // Pieces are joined once: a stream may have a million of them.
  const text: string[] = [];
  const reasoning: string[] = [];
  const calls: { index: number | null; id: string; name: string; arguments: string[] }[] = [];
  let reasoningSignature = '';
  let usage: Usage | null = null;
  let finishReason: string | null = null;

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
        reasoningSignature += event.signature ?? '';
      } else if (event.type === 'tool-call-delta') addToolCall(event);
      else if (event.type === 'usage') usage = { ...(usage ?? NO_USAGE), ...event.usage };
      else if (event.type === 'finish') finishReason = event.reason;
    },
    build: () => ({
      text: text.join(''),
      reasoning: reasoning.join(''),
      reasoningSignature,
      // Gemini may leave ids out, and the answer to a call must name one.
      toolCalls: calls.map((call, position) => ({
        id: call.id || `call_${position}`,
        type: 'function',
        function: { name: call.name, arguments: call.arguments.join('') },
      })),
      usage: usage && withTotal(usage),
      finishReason,
    }),
  };
}

/** Messages gives no total; the sum of the two counts that it gives is one. */
function withTotal(usage: Usage): Usage {
  const { input_tokens: input, output_tokens: output } = usage;
  if (usage.total_tokens !== null || input === null || output === null) return usage;
  return { ...usage, total_tokens: input + output };
}

/** The answer as the turn that a caller sends back, with everything that DeepSeek wants to see again. */
export function toAssistantMessage(answer: Answer): ChatMessage {
  return {
    role: 'assistant',
    content: answer.text || null,
    ...(answer.reasoning && { reasoning_content: answer.reasoning }),
    ...(answer.reasoningSignature && { reasoning_signature: answer.reasoningSignature }),
    ...(answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls }),
  };
}
