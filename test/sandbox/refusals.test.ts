import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { exchangeRaw, json, KEY, send, WIRES, type Json, type WireName } from '../support/sandbox-client.ts';

const TOOL = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } };
const USER = { role: 'user', content: 'Well?' };
const TURNS = [USER, { role: 'assistant', content: 'Yes.' }, USER];
const NAMED = { type: 'function', function: { name: 'weather' } };

interface Refused {
  what: string;
  wire: WireName;
  body: Json;
  status: number;
  message: RegExp;
}

const CHAT: Omit<Refused, 'wire'>[] = [
  { what: 'no messages', body: { messages: [] }, status: 400, message: /Empty input messages/ },
  {
    what: 'the role developer',
    body: { messages: [USER, { role: 'developer', content: 'x' }] },
    status: 422,
    message: /messages\[1\]\.role: unknown variant `developer`/,
  },
  {
    what: 'an unknown effort',
    body: { reasoning_effort: 'ultra' },
    status: 400,
    message: /unknown variant `ultra`, expected one of `none`, .*`max`/,
  },
  {
    what: 'a JSON schema',
    body: { response_format: { type: 'json_schema', json_schema: {} } },
    status: 400,
    message: /This response_format type is unavailable now/,
  },
  {
    what: 'a required tool while thinking',
    body: { tools: [TOOL], tool_choice: 'required' },
    status: 400,
    message: /tool_choice/,
  },
  {
    what: 'a named tool while thinking',
    body: { tools: [TOOL], tool_choice: NAMED },
    status: 400,
    message: /tool_choice/,
  },
  {
    what: 'forgotten reasoning beside tools',
    body: { tools: [TOOL], messages: TURNS },
    status: 400,
    message: /^The `reasoning_content` in the thinking mode must be passed back to the API\.$/,
  },
  {
    what: '129 tools',
    body: { tools: Array.from({ length: 129 }, () => TOOL) },
    status: 400,
    message: /at most 128/,
  },
  {
    what: 'a bad name of a tool',
    body: { tools: [{ type: 'function', function: { name: 'a b' } }] },
    status: 400,
    message: /function\.name/,
  },
  { what: 'no room for output', body: { max_tokens: 0 }, status: 400, message: /max_tokens/ },
  { what: 'half a token', body: { max_tokens: 1.5 }, status: 400, message: /max_tokens/ },
];
const MESSAGES: Omit<Refused, 'wire'>[] = [
  {
    what: 'no max_tokens',
    body: { max_tokens: undefined },
    status: 400,
    message: /missing field `max_tokens`/,
  },
  { what: 'no messages', body: { messages: [] }, status: 400, message: /Empty input messages/ },
  {
    what: 'the role system',
    body: { messages: [{ role: 'system', content: 'x' }] },
    status: 422,
    message: /unknown role `system`/,
  },
  {
    what: 'the effort minimal',
    body: { output_config: { effort: 'minimal' } },
    status: 400,
    message: /output_config\.effort: unknown variant `minimal`/,
  },
];
const GEMINI: Omit<Refused, 'wire'>[] = [
  { what: 'no contents', body: { contents: [] }, status: 400, message: /contents is not specified/ },
  {
    what: 'the role assistant',
    body: { contents: [{ role: 'assistant', parts: [] }] },
    status: 400,
    message: /valid role: user, model/,
  },
];
const REFUSED: Refused[] = [
  ...CHAT.map((row) => ({ ...row, wire: 'chat-completions' as const })),
  ...MESSAGES.map((row) => ({ ...row, wire: 'messages' as const })),
  ...GEMINI.map((row) => ({ ...row, wire: 'gemini' as const })),
];

test.for(REFUSED)('$wire refuses $what', async ({ wire, body, status, message }) => {
  await using sandbox = await startSandbox();
  const raw = await send(sandbox.url, wire, { body });

  expect(raw.status).toBe(status);
  const { error } = json(raw) as { error: { message: string } };
  expect(error.message).toMatch(message);
  expect(sandbox.exchanges).toMatchObject([{ outcome: 'completed', status }]);
});

test.for(
  WIRES.flatMap((wire) =>
    ['', '{"model":', 'null', '[]', '{}', '{"messages":7,"contents":7}'].map((body) => ({ wire, body })),
  ),
)('$wire refuses the body $body', async ({ wire, body }) => {
  await using sandbox = await startSandbox();
  const path = {
    'chat-completions': '/v1/chat/completions',
    messages: '/v1/messages',
    gemini: '/v1beta/models/deepseek-v4-pro:generateContent',
  };
  const raw = await exchangeRaw(`${sandbox.url}${path[wire]}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}` },
    body,
  });

  expect(raw.status).toBe(400);
  expect(json(raw)).toMatchObject({ error: { message: expect.any(String) } });
});
