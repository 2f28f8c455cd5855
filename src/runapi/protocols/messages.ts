import { toFinishReason } from '../../chat/finish-reason.ts';
import {
  count,
  fields,
  isFields,
  isNothing,
  jsonText,
  label,
  list,
  part,
  position,
  readShape,
  unreadable,
} from './fields.ts';
import { contentEvents } from './content-parts.ts';
import { reasoningEvents } from './reasoning-fields.ts';
import { toMessagesBody } from './messages-request.ts';
import { usageEvents, type Protocol, type ProtocolEvent } from './protocol.ts';

/** Anthropic Messages: `POST /v1/messages`, ended by `message_stop`. */
export const messages: Protocol = {
  name: 'messages',
  endMarker: 'required',
  headers: (apiKey) => ({ 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }),
  request: (chat) => ({ path: '/v1/messages', body: toMessagesBody(chat) }),

  parse: (value, name) =>
    readShape(value, (event) => {
      const index = position(event['index']);
      const delta = fields(event['delta']);
      switch (typeOf(event, name)) {
        case 'message':
          return wholeMessage(event);
        case 'message_start': {
          const { id, usage } = fields(event['message']);
          return [{ type: 'generation', id: label(id), starts: 'certainly' }, ...toUsage(usage)];
        }
        case 'content_block_start':
          return blockEvents(part(event['content_block'], 'text'), index);
        case 'content_block_delta':
          return deltaEvents(part(event['delta'], 'text'), index);
        case 'message_delta':
          return [
            ...toUsage(event['usage'] ?? delta['usage']),
            ...finish(delta['stop_reason'] ?? event['stop_reason']),
          ];
        case 'message_stop':
          return [...toUsage(event['usage']), ...finish(event['stop_reason']), { type: 'end' }];
        default:
          // `ping`, `content_block_stop`, and whatever is added to the protocol one day.
          return [];
      }
    }),
};

type Fields = ReturnType<typeof fields>;

/** Gateways leave the type out where the event's name says the same. */
function typeOf(event: Fields, name: string | undefined): string {
  const type = label(event['type']) ?? name;
  if (type !== undefined) return type;
  if (!isNothing(event['content'])) return 'message';
  return Object.keys(event).length === 0 ? 'ping' : unreadable();
}

function wholeMessage(event: Fields): ProtocolEvent[] {
  return [
    { type: 'generation', id: label(event['id']), starts: 'certainly' },
    ...list(event['content'], 'text').flatMap((block, index) => blockEvents(block, index)),
    ...toUsage(event['usage']),
    ...finish(event['stop_reason']),
    { type: 'end' },
  ];
}

/** The start of a block carries all of it in a whole message, and next to nothing in a stream. */
function blockEvents(block: Fields, index: number | undefined): ProtocolEvent[] {
  if (block['type'] !== 'tool_use') return deltaEvents(block, index);
  return [
    {
      type: 'tool-call-fragment',
      fragment: {
        opens: true,
        index,
        id: label(block['id']),
        name: label(block['name']),
        input: jsonText(block['input']),
      },
    },
  ];
}

function deltaEvents(delta: Fields, index: number | undefined): ProtocolEvent[] {
  const events: ProtocolEvent[] = [];
  const thinking = reasoningEvents(delta);
  const signature = label(delta['signature']);
  const json = jsonText(delta['partial_json']);
  events.push(...thinking);
  if (signature) events.push({ type: 'reasoning-delta', text: '', signature });
  events.push(...contentEvents(delta['text']));
  if (json) events.push({ type: 'tool-call-fragment', fragment: { index, arguments: json } });
  return events;
}

function finish(stopReason: unknown): ProtocolEvent[] {
  const reason = toFinishReason(stopReason);
  return reason ? [{ type: 'finish', reason }] : [];
}

/** Messages counts what came from the cache, and what went into it, beside `input_tokens`. */
function toUsage(usage: unknown): ProtocolEvent[] {
  if (!isFields(usage)) return [];
  const input = count(usage['input_tokens']);
  const cached = count(usage['cache_read_input_tokens']);
  const created = count(usage['cache_creation_input_tokens']);
  return usageEvents({
    input_tokens: input === undefined ? undefined : input + (cached ?? 0) + (created ?? 0),
    cached_input_tokens: cached,
    output_tokens: count(usage['output_tokens']),
    reasoning_tokens: undefined,
    total_tokens: undefined,
  });
}
