import type { ServerResponse } from 'node:http';
import { textOf, type Part } from './conversation.ts';
import { callText, type Answer, type CallerWire } from './model-server.ts';

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly name?: string;
  readonly input?: object;
  readonly content?: unknown;
  readonly tool_use_id?: string;
}

interface Body {
  readonly system?: string | readonly Block[];
  readonly tools?: readonly object[];
  readonly messages?: readonly { readonly role: string; readonly content: string | readonly Block[] }[];
}

/** Anthropic Messages, as Claude Code speaks it. */
export const messagesWire: Omit<CallerWire, 'toCalls'> = {
  isPath: (path) => /\/v1\/messages(?:\?|$)/.test(path),
  readInput(body) {
    const { system = '', tools = [], messages = [] } = body as Body;
    return [
      { kind: 'system', text: textOf(system) },
      ...tools.map((tool): Part => ({ kind: 'definitions', text: JSON.stringify(tool) })),
      ...messages.flatMap(({ content }) => partsOf(content)),
    ];
  },
  latestResults(body) {
    const { messages = [] } = body as Body;
    const start = messages.findLastIndex(({ role }) => role === 'assistant');
    return messages
      .slice(start + 1)
      .flatMap(({ content }) => partsOf(content))
      .flatMap(({ kind, text }) => (kind === 'result' ? [text] : []))
      .join('\n');
  },
  reply,
};

function partsOf(content: string | readonly Block[]): Part[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  return content.toSorted(byCall).map((block): Part => {
    if (block.type === 'tool_use')
      return { kind: 'call', text: callText({ name: block.name ?? '', arguments: block.input ?? {} }) };
    if (block.type === 'tool_result') return { kind: 'result', text: textOf(block.content) };
    return { kind: 'text', text: block.text ?? JSON.stringify(block) };
  });
}

/** Results come in the order in which the tools were done, which is never twice the same. */
function byCall(one: Block, other: Block): number {
  const placeOf = ({ tool_use_id = '' }: Block) => Number(/\d+$/.exec(tool_use_id)?.[0]);
  return placeOf(one) - placeOf(other) || 0;
}

function reply(response: ServerResponse, { id, calls, text, usage }: Answer): void {
  const send = (event: { type: string } & Record<string, unknown>) =>
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const message = {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: usage.input, output_tokens: 1 },
  };
  send({ type: 'message_start', message });
  const blocks = [
    ...(text
      ? [
          [
            { type: 'text', text: '' },
            { type: 'text_delta', text },
          ],
        ]
      : []),
    ...calls.map(({ name, arguments: args }, place) => [
      { type: 'tool_use', id: `toolu_${id}_${place}`, name, input: {} },
      { type: 'input_json_delta', partial_json: JSON.stringify(args) },
    ]),
  ];
  for (const [index, [content_block, delta]] of blocks.entries()) {
    send({ type: 'content_block_start', index, content_block });
    send({ type: 'content_block_delta', index, delta });
    send({ type: 'content_block_stop', index });
  }
  const stop_reason = calls.length > 0 ? 'tool_use' : 'end_turn';
  const delta = { stop_reason, stop_sequence: null };
  send({ type: 'message_delta', delta, usage: { output_tokens: usage.output } });
  send({ type: 'message_stop' });
  response.end();
}
