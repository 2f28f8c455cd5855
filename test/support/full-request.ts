import type { ChatMessage } from '../../src/chat/message.ts';
import type { FunctionTool } from '../../src/chat/request.ts';
import { chatRequest } from './upstream.ts';

export const WEATHER_TOOL = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
} satisfies FunctionTool;

/** A tool loop with everything that a conversation may hold, but names. */
export const CONVERSATION: ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'What is this, and how is the weather there?' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ],
  },
  {
    role: 'assistant',
    content: 'Let me look.',
    reasoning_content: 'It is Rome.',
    reasoning_signature: 'signed',
    tool_calls: [
      { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } },
    ],
  },
  { role: 'tool', tool_call_id: 'call_1', content: '25 degrees' },
];

/** Every field of a request, each with a value of its own. */
export const FULL_REQUEST = chatRequest({
  messages: CONVERSATION,
  max_tokens: 500,
  temperature: 0.5,
  top_p: 0.9,
  stop: ['END'],
  thinking: 'enabled',
  reasoning_effort: 'low',
  include_reasoning: true,
  response_format: 'json',
  tools: [WEATHER_TOOL],
  tool_choice: { type: 'function', function: { name: 'get_weather' } },
});

/** What is left on the wire of a body. */
export function sent(body: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(body));
}
