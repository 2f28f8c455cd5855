import { expect, test } from 'vitest';
import type { ChatRequest } from '../../src/chat/request.ts';
import { unverifiedFields } from '../../src/runapi/unverified-fields.ts';
import { WEATHER_TOOL } from '../support/full-request.ts';
import { chatRequest } from '../support/upstream.ts';

const image = { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } };

test.for<[Partial<ChatRequest>, string[]]>([
  [{}, []],
  [{ max_tokens: 5, temperature: 0, top_p: 1, response_format: 'text' }, []],
  [{ model: 'deepseek-v4-flash', tools: [WEATHER_TOOL] }, []],
  [{ thinking: 'disabled' }, ['thinking']],
  [{ reasoning_effort: 'low' }, ['reasoning_effort']],
  [{ response_format: 'json' }, ['response_format']],
  [{ stop: 'x' }, ['stop']],
  [{ tools: [WEATHER_TOOL] }, ['tools with deepseek-v4-pro']],
  [{ model: 'deepseek-v4-flash', tools: [WEATHER_TOOL, WEATHER_TOOL] }, ['several tools']],
  [{ model: 'deepseek-v4-flash', tools: [WEATHER_TOOL], tool_choice: 'auto' }, ['tool_choice']],
  [{ messages: [{ role: 'assistant', content: 'a', reasoning_content: '' }] }, ['reasoning_content']],
  [{ messages: [{ role: 'user', content: [image] }] }, ['image_url']],
  [{ stop: ['x'], thinking: 'enabled' }, ['thinking', 'stop']],
])('%o has these outside the verified subset: %o', ([given, fields]) => {
  expect(unverifiedFields(chatRequest(given))).toEqual(fields);
});
