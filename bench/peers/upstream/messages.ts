import { randomUUID } from 'node:crypto';
import { ERROR_MESSAGE, USAGE, type ModelAnswer } from './script.ts';
import { asList, type Wire } from './wire.ts';

const USAGE_FIELDS = { input_tokens: USAGE.input, output_tokens: USAGE.output };
const BASE = { id: 'msg_bench', type: 'message', role: 'assistant', model: 'deepseek-v4-pro' };
const ERROR = { type: 'error', error: { type: 'overloaded_error', message: ERROR_MESSAGE } };

export const messages: Wire = {
  readAsked: ({ tools, messages: sent }) => ({
    toolNames: asList(tools).map(({ name }) => String(name)),
    results: asList(sent)
      .flatMap(({ content }) => asList(content))
      .filter(({ type }) => type === 'tool_result').length,
  }),
  stream: (answer, pieces) => ({
    head: [
      event({
        type: 'message_start',
        message: { ...BASE, content: [], stop_reason: null, stop_sequence: null, usage: USAGE_FIELDS },
      }),
      event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    ].join(''),
    deltas: pieces.map((text) =>
      event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    ),
    tail: [
      event({ type: 'content_block_stop', index: 0 }),
      ...callEvents(answer),
      event({
        type: 'message_delta',
        delta: { stop_reason: stopReason(answer), stop_sequence: null },
        usage: { output_tokens: USAGE.output },
      }),
      event({ type: 'message_stop' }),
    ].join(''),
  }),
  document: (answer) => ({
    ...BASE,
    content: [{ type: 'text', text: answer.text ?? '' }, ...toolUses(answer)],
    stop_reason: stopReason(answer),
    stop_sequence: null,
    usage: USAGE_FIELDS,
  }),
  errorEvent: () => event(ERROR),
  errorDocument: () => ERROR,
};

function toolUses({ call }: ModelAnswer): { type: string; id: string; name: string; input: object }[] {
  if (!call) return [];
  return [{ type: 'tool_use', id: `toolu_${randomUUID()}`, name: call.name, input: call.arguments }];
}

function callEvents(answer: ModelAnswer): string[] {
  return toolUses(answer).flatMap(({ input, ...block }) => [
    event({ type: 'content_block_start', index: 1, content_block: { ...block, input: {} } }),
    event({
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
    }),
    event({ type: 'content_block_stop', index: 1 }),
  ]);
}

function stopReason({ call, ending }: ModelAnswer): string {
  if (call) return 'tool_use';
  return ending === 'length' ? 'max_tokens' : 'end_turn';
}

function event(data: { type: string; [field: string]: unknown }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}
