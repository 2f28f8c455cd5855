import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readAnswer } from '../support/read-answer.ts';
import { send, WIRES, type Json, type WireName } from '../support/sandbox-client.ts';

const PARAMETERS = {
  type: 'object',
  properties: { city: { enum: ['Bonn', 'Köln'] }, days: { type: 'integer', minimum: 2 } },
  required: ['city', 'days'],
};
const ARGUMENTS = { city: 'Bonn', days: 2 };
const QUESTION = 'What is the weather?';
const REASONING = 'I need the tool.';

/** The same two requests on each wire: one that asks with a tool at hand, and one that brings its result. */
const ROUND_TRIP: Record<WireName, { tools: Json; result: Json; finish: string }> = {
  'chat-completions': {
    tools: { tools: [{ type: 'function', function: { name: 'weather', parameters: PARAMETERS } }] },
    result: {
      messages: [
        { role: 'user', content: QUESTION },
        {
          role: 'assistant',
          content: null,
          reasoning_content: REASONING,
          tool_calls: [
            { id: 'call_00_sandbox', type: 'function', function: { name: 'weather', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_00_sandbox', content: 'Rain' },
      ],
    },
    finish: 'tool_calls',
  },
  messages: {
    tools: { tools: [{ name: 'weather', input_schema: PARAMETERS }] },
    result: {
      messages: [
        { role: 'user', content: QUESTION },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'call_00_sandbox', name: 'weather', input: {} }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_00_sandbox', content: 'Rain' }] },
      ],
    },
    finish: 'tool_use',
  },
  gemini: {
    tools: { tools: [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: PARAMETERS }] }] },
    result: {
      contents: [
        { role: 'user', parts: [{ text: QUESTION }] },
        { role: 'model', parts: [{ functionCall: { id: 'call_00_sandbox', name: 'weather', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'weather', response: { result: 'Rain' } } }] },
      ],
    },
    finish: 'STOP',
  },
};

const EACH = WIRES.map((wire) => ({ wire, ...ROUND_TRIP[wire] }));

test.for(EACH)(
  '$wire calls a tool that is at hand, and answers from its result',
  async ({ wire, tools, result, finish }) => {
    await using sandbox = await startSandbox();
    const asked = readAnswer(wire, await send(sandbox.url, wire, { prompt: QUESTION, body: tools }));
    const answered = readAnswer(wire, await send(sandbox.url, wire, { body: { ...tools, ...result } }));

    expect(asked.calls).toEqual([
      { id: 'call_00_sandbox', name: 'weather', args: JSON.stringify(ARGUMENTS) },
    ]);
    expect(asked).toMatchObject({ text: '', finish });
    expect(answered.calls).toEqual([]);
    expect(answered.text).toContain('The tool answered: Rain');
    expect(answered.finish).toMatch(/^(stop|end_turn|STOP)$/);
  },
);

test.for(EACH)('$wire writes an unstreamed call too', async ({ wire, tools }) => {
  await using sandbox = await startSandbox();
  const raw = await send(sandbox.url, wire, { prompt: QUESTION, body: tools, stream: false });
  const document = JSON.parse(raw.body.toString()) as Json;
  const call = {
    'chat-completions': {
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            tool_calls: [
              {
                id: 'call_00_sandbox',
                type: 'function',
                function: { name: 'weather', arguments: JSON.stringify(ARGUMENTS) },
              },
            ],
          },
        },
      ],
    },
    messages: {
      stop_reason: 'tool_use',
      content: [{ type: 'thinking' }, { type: 'tool_use', name: 'weather', input: ARGUMENTS }],
    },
    gemini: {
      candidates: [{ content: { parts: [{ functionCall: { name: 'weather', args: ARGUMENTS } }] } }],
    },
  }[wire];

  expect(document).toMatchObject(call);
});

test.for([
  { wire: 'chat-completions', none: { tool_choice: 'none' } },
  { wire: 'messages', none: { tool_choice: { type: 'none' } } },
  { wire: 'gemini', none: { toolConfig: { functionCallingConfig: { mode: 'NONE' } } } },
] as const)('$wire calls no tool where that is forbidden', async ({ wire, none }) => {
  await using sandbox = await startSandbox();
  const answer = readAnswer(
    wire,
    await send(sandbox.url, wire, { body: { ...ROUND_TRIP[wire].tools, ...none } }),
  );

  expect(answer.calls).toEqual([]);
  expect(answer.text).not.toBe('');
});

test('the deltas of a call name it once, and carry no text', async () => {
  await using sandbox = await startSandbox();
  const { tools } = ROUND_TRIP['chat-completions'];
  const { events } = readAnswer(
    'chat-completions',
    await send(sandbox.url, 'chat-completions', { body: tools }),
  );
  const deltas = events.flatMap(({ choices }) => (choices as { delta: Json }[]).map(({ delta }) => delta));
  const calls = deltas.filter((delta) => 'tool_calls' in delta);

  expect(calls.length).toBeGreaterThan(2);
  expect(calls.map((delta) => Object.keys(delta))).toEqual(calls.map(() => ['tool_calls']));
  const ids = calls.map((delta) => (delta['tool_calls'] as { id?: string }[])[0]?.id);
  expect(ids).toEqual(['call_00_sandbox', ...calls.slice(1).map(() => undefined)]);
});

test.for([
  {
    wire: 'chat-completions',
    body: { tools: [{ type: 'function', function: { name: 'now' } }] },
  },
  { wire: 'gemini', body: { tools: [{ functionDeclarations: [{ name: 'now' }] }] } },
] as const)('a tool of $wire without parameters is called with an empty object', async ({ wire, body }) => {
  await using sandbox = await startSandbox();
  const { calls } = readAnswer(wire, await send(sandbox.url, wire, { body }));

  expect(calls).toEqual([{ id: 'call_00_sandbox', name: 'now', args: '{}' }]);
});
