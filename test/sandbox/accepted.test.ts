import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { send, type Json, type WireName } from '../support/sandbox-client.ts';

const TOOL = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } };
const USER = { role: 'user', content: 'Well?' };
const TURNS = [USER, { role: 'assistant', content: 'Yes.' }, USER];
const NAMED = { type: 'function', function: { name: 'weather' } };

const ACCEPTED: { what: string; wire: WireName; body: Json }[] = [
  {
    what: 'a required tool without thinking',
    wire: 'chat-completions',
    body: { tools: [TOOL], tool_choice: 'required', thinking: { type: 'disabled' } },
  },
  {
    what: 'a named tool at effort none',
    wire: 'chat-completions',
    body: { tools: [TOOL], tool_choice: NAMED, reasoning_effort: 'none' },
  },
  { what: 'forgotten reasoning without tools', wire: 'chat-completions', body: { messages: TURNS } },
  {
    what: 'forgotten reasoning without thinking',
    wire: 'chat-completions',
    body: { messages: TURNS, tools: [TOOL], thinking: { type: 'disabled' } },
  },
  {
    what: 'empty reasoning beside tools',
    wire: 'chat-completions',
    body: { tools: [TOOL], messages: TURNS.map((turn) => ({ ...turn, reasoning_content: '' })) },
  },
  { what: '128 tools', wire: 'chat-completions', body: { tools: Array.from({ length: 128 }, () => TOOL) } },
  { what: 'a field that nobody knows', wire: 'chat-completions', body: { seed: 1 } },
  { what: 'the effort ultra', wire: 'messages', body: { output_config: { effort: 'ultra' } } },
  {
    what: 'forgotten thinking beside tools',
    wire: 'messages',
    body: { messages: TURNS, tools: [{ name: 'weather', input_schema: { type: 'object' } }] },
  },
  { what: 'turns without a role', wire: 'gemini', body: { contents: [{ parts: [{ text: 'Well?' }] }] } },
];

test.for(ACCEPTED)('$wire accepts $what', async ({ wire, body }) => {
  await using sandbox = await startSandbox();

  expect((await send(sandbox.url, wire, { body })).status).toBe(200);
});

test.for(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])(
  'chat completions know the effort %s',
  async (effort) => {
    await using sandbox = await startSandbox();

    expect((await send(sandbox.url, 'chat-completions', { body: { reasoning_effort: effort } })).status).toBe(
      200,
    );
  },
);
