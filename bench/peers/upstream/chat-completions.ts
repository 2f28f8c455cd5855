import { randomUUID } from 'node:crypto';
import { ERROR_MESSAGE, USAGE, type ModelAnswer } from './script.ts';
import { asList, type Wire } from './wire.ts';

const BASE = { id: 'chatcmpl-bench', created: 1_790_000_000, model: 'deepseek-v4-pro' };
const USAGE_FIELDS = {
  prompt_tokens: USAGE.input,
  completion_tokens: USAGE.output,
  total_tokens: USAGE.input + USAGE.output,
};
const ERROR = { error: { message: ERROR_MESSAGE, type: 'server_error', code: 'overloaded' } };

export const chatCompletions: Wire = {
  readAsked: ({ tools, messages }) => ({
    toolNames: asList(tools).map((tool) => String((tool['function'] as { name?: string } | undefined)?.name)),
    results: asList(messages).filter(({ role }) => role === 'tool').length,
  }),
  stream: (answer, pieces) => ({
    head: chunk({ role: 'assistant', content: '' }),
    deltas: pieces.map((content) => chunk({ content })),
    tail: [
      answer.call ? chunk({ tool_calls: toolCalls(answer) }) : '',
      chunk({}, finishReason(answer)),
      event({ ...BASE, object: 'chat.completion.chunk', choices: [], usage: USAGE_FIELDS }),
      'data: [DONE]\n\n',
    ].join(''),
  }),
  document: (answer) => ({
    ...BASE,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.text ?? '',
          ...(answer.call && { tool_calls: toolCalls(answer) }),
        },
        finish_reason: finishReason(answer),
      },
    ],
    usage: USAGE_FIELDS,
  }),
  errorEvent: () => event(ERROR),
  errorDocument: () => ERROR,
};

function toolCalls({ call }: ModelAnswer): object[] {
  if (!call) return [];
  const { name, arguments: given } = call;
  const id = `call_${randomUUID()}`;
  return [{ index: 0, id, type: 'function', function: { name, arguments: JSON.stringify(given) } }];
}

function finishReason({ call, ending }: ModelAnswer): string {
  if (call) return 'tool_calls';
  return ending === 'length' ? 'length' : 'stop';
}

function chunk(delta: object, finishReasonOrNone: string | null = null): string {
  return event({
    ...BASE,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finishReasonOrNone }],
  });
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
