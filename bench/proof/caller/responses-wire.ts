import type { ServerResponse } from 'node:http';
import { textOf, type Part } from './conversation.ts';
import { callText, type Answer, type CallerWire, type WireCall } from './model-server.ts';

interface Item {
  readonly type: string;
  readonly role?: string;
  readonly name?: string;
  readonly content?: unknown;
  readonly arguments?: unknown;
  readonly input?: string;
  readonly output?: unknown;
  readonly tools?: unknown;
}

interface Body {
  readonly instructions?: string;
  readonly tools?: readonly object[];
  readonly input?: readonly Item[];
}

/** OpenAI Responses, as Codex speaks it. */
export const responsesWire: Omit<CallerWire, 'toCalls'> = {
  isPath: (path) => path.endsWith('/v1/responses'),
  readInput(body) {
    const { instructions = '', tools = [], input = [] } = body as Body;
    return [
      { kind: 'system', text: instructions },
      ...tools.map((tool): Part => ({ kind: 'definitions', text: JSON.stringify(tool) })),
      ...input.map(partOf),
    ];
  },
  latestResults(body) {
    const { input = [] } = body as Body;
    const start = input.findLastIndex(({ type }) => type.endsWith('_call'));
    return input
      .slice(start + 1)
      .filter(({ type }) => type.endsWith('_call_output'))
      .map(({ output }) => textOf(output))
      .join('\n');
  },
  reply,
};

function partOf(item: Item): Part {
  switch (item.type) {
    case 'message':
      return { kind: item.role === 'developer' ? 'system' : 'text', text: textOf(item.content) };
    case 'function_call':
    case 'custom_tool_call': {
      const args = item.input ?? (item.arguments as string);
      return { kind: 'call', text: callText({ name: item.name ?? '', arguments: args }) };
    }
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { kind: 'result', text: textOf(item.output) };
    // The client loads the definitions of tools when they are searched for: once in a conversation.
    case 'tool_search_call':
      return { kind: 'definitions', text: `tool_search ${JSON.stringify(item.arguments)}` };
    case 'tool_search_output':
      return { kind: 'definitions', text: JSON.stringify(item.tools) };
    default:
      return { kind: 'text', text: JSON.stringify(item) };
  }
}

function reply(response: ServerResponse, { id, calls, text, usage }: Answer): void {
  const content = [{ type: 'output_text', text }];
  const items = [
    ...calls.map((call, place) => toItem(call, `call_${id}_${place}`)),
    ...(text ? [{ type: 'message', role: 'assistant', content }] : []),
  ];
  const total = usage.input + usage.output;
  const events = [
    { type: 'response.created', response: { id: `resp_${id}` } },
    ...items.map((item) => ({ type: 'response.output_item.done', item })),
    {
      type: 'response.completed',
      response: {
        id: `resp_${id}`,
        usage: { input_tokens: usage.input, output_tokens: usage.output, total_tokens: total },
      },
    },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}

function toItem({ type, name, namespace, arguments: args }: WireCall, call_id: string): object {
  if (type === 'tool_search_call') return { type, call_id, execution: 'client', arguments: args };
  if (typeof args === 'string') return { type, call_id, name, input: args };
  return { type, call_id, name, ...(namespace && { namespace }), arguments: JSON.stringify(args) };
}
