import { expect, test } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { receiptOf, textOf } from '../support/results.ts';
import { connectInMemory, sandboxEnvironment } from '../support/server.ts';

async function setUp(options: SandboxOptions = {}, environment: Record<string, string> = {}) {
  const sandbox = await startSandbox(options);
  const connected = await connectInMemory(sandboxEnvironment(sandbox, environment));
  return {
    sandbox,
    call: (name: string, args: Record<string, unknown>) =>
      connected.client.callTool({ name, arguments: args }),
    async [Symbol.asyncDispose]() {
      await connected[Symbol.asyncDispose]();
      await sandbox.close();
      expect(connected.defects).toEqual([]);
    },
  };
}

test('an answer is its text, an empty line and the receipt line, and nothing structured', async () => {
  await using it = await setUp({ answer: () => 'Forty-two.' });
  const result = await it.call('deepseek_chat', { prompt: 'How many?' });

  expect(textOf(result)).toMatch(
    /^Forty-two\.\n\n\[deepseek-v4-pro · stop · 3 in \(0 cached\) \+ 30 out \(27 reasoning\) tokens · \d+\.\d s\]$/,
  );
  expect(result.isError).toBeFalsy();
  expect(result.structuredContent).toBeUndefined();
  expect(receiptOf(result)).toEqual({
    model: 'deepseek-v4-pro',
    protocol: 'chat-completions',
    status: 'complete',
    finish_reason: 'stop',
    incomplete_reason: null,
    usage: {
      input_tokens: 3,
      cached_input_tokens: 0,
      output_tokens: 30,
      reasoning_tokens: 27,
      total_tokens: 33,
    },
    attempts: 1,
    duration_ms: expect.any(Number),
    time_to_first_token_ms: expect.any(Number),
    run_id: expect.stringMatching(/^r_[\w-]{22}$/),
    conversation_id: null,
    request_id: 'req_sandbox_1',
    saved_to: null,
    files: null,
    edited: null,
    check: null,
    explored: null,
    cost: null,
  });
});

test('only what the caller gave is sent upstream', async () => {
  await using it = await setUp();
  await it.call('deepseek_chat', { prompt: 'Hello' });

  expect(it.sandbox.exchanges[0]?.body).toEqual({
    model: 'deepseek-v4-pro',
    messages: [{ role: 'user', content: 'Hello' }],
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('everything that the caller gave is sent upstream', async () => {
  await using it = await setUp();
  const messages = [
    { role: 'user', content: 'What is the weather?' },
    {
      role: 'assistant',
      content: null,
      reasoning_content: 'I  need\n the tool. ',
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{ "city":  "Bonn" }' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'Rain' },
  ];
  const tools = [
    { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } },
  ];
  const given = {
    model: 'deepseek-v4-flash',
    max_tokens: 500,
    temperature: 0.3,
    top_p: 0.9,
    stop: ['END'],
    reasoning_effort: 'high',
    tools,
    tool_choice: 'auto',
  };
  await it.call('deepseek_chat', { messages, system: 'Be brief.', thinking: 'enabled', ...given });

  expect(it.sandbox.exchanges[0]?.body).toEqual({
    ...given,
    messages: [{ role: 'system', content: 'Be brief.' }, ...messages],
    thinking: { type: 'enabled' },
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('reasoning comes in a block of its own, and only when it is asked for', async () => {
  await using it = await setUp({ answer: () => 'Yes.' });
  const without = await it.call('deepseek_chat', { prompt: 'Well?' });
  const asked = await it.call('deepseek_chat', { prompt: 'Well?', include_reasoning: true });

  expect(textOf(without)).not.toContain('does not reason');
  expect(asked.content).toHaveLength(2);
  expect(asked.content[0]).toMatchObject({
    type: 'text',
    text: expect.stringMatching(/^\[reasoning\]\nThe sandbox/),
  });
  expect(asked.content[1]).toMatchObject({ type: 'text', text: expect.stringMatching(/^Yes\./) });
});

test('tool calls come back as a block that can be answered through messages', async () => {
  await using it = await setUp();
  const tools = [
    {
      type: 'function',
      function: {
        name: 'weather',
        parameters: { type: 'object', properties: { city: { enum: ['Bonn'] } }, required: ['city'] },
      },
    },
  ];
  const question = { role: 'user', content: 'What is the weather?' };
  const asked = await it.call('deepseek_chat', { messages: [question], tools, model: 'deepseek-v4-flash' });
  const block = /```json tool_calls\n(.*?)\n```/s.exec(textOf(asked))?.[1] ?? '';
  const turn = JSON.parse(block) as { tool_calls: { id: string; function: { arguments: string } }[] };
  const [toolCall] = turn.tool_calls;
  const answered = await it.call('deepseek_chat', {
    messages: [question, turn, { role: 'tool', tool_call_id: toolCall?.id, content: 'Rain in Bonn' }],
    tools,
    model: 'deepseek-v4-flash',
  });

  expect(receiptOf(asked)).toMatchObject({ status: 'complete', finish_reason: 'tool_calls' });
  expect(JSON.parse(toolCall?.function.arguments ?? '')).toEqual({ city: 'Bonn' });
  expect(textOf(answered)).toContain('The tool answered: Rain in Bonn');
});

test.for(['deepseek_chat', 'deepseek_stream'])(
  '%s refuses an unknown argument, suggests the right one and names the known ones',
  async (name) => {
    await using it = await setUp();
    const result = await it.call(name, { prompt: 'Hello', promt: 'x' });

    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(
      /no argument "promt" \(did you mean "prompt"\?\).*It takes these arguments: prompt, .*protocol/s,
    );
    expect(it.sandbox.exchanges).toEqual([]);
  },
);

test.for([
  [{}, /prompt is missing or blank/],
  [{ prompt: '  ' }, /prompt is missing or blank/],
  [{ prompt: 'x', messages: [{ role: 'user', content: 'y' }] }, /Both prompt and messages/],
  [{ messages: [] }, /prompt is missing or blank/],
  [{ prompt: 'x', temperature: 3 }, /temperature must be at most 2, got 3/],
  [{ prompt: 'x', protocol: 'soap' }, /protocol must be .*, got "soap"/],
  [{ messages: [{ role: 'developer', content: 'y' }] }, /messages\.0\.role must be .*, got "developer"/],
  [{ prompt: 'x', response_format: 'text', json_schema: {} }, /response_format is "text"/],
  [{ prompt: 'x', json_schema: { type: 'nonsense' } }, /json_schema cannot be used/],
] as const)('bad input %j is refused before anything is sent', async ([args, message]) => {
  await using it = await setUp();
  const result = await it.call('deepseek_chat', args);

  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(message);
  expect(it.sandbox.exchanges).toEqual([]);
});

test('JSON that does not match its schema is asked for again, and both attempts are in the receipt', async () => {
  const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
  await using it = await setUp({ fault: 'wrong-json', faultTimes: 1 });
  const result = await it.call('deepseek_chat', { prompt: 'Count', json_schema: schema });

  expect(JSON.parse(result.content[0]?.type === 'text' ? result.content[0].text : '')).toEqual({ n: 1 });
  expect(receiptOf(result)).toMatchObject({ status: 'complete', attempts: 2 });
  expect(textOf(result)).toContain('2 attempts');
  expect(it.sandbox.exchanges).toHaveLength(2);
});

test('JSON that stays wrong is no success, and is asked for only twice', async () => {
  const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
  await using it = await setUp({ fault: 'wrong-json' });
  const result = await it.call('deepseek_chat', { prompt: 'Count', json_schema: schema });

  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(/^\{"sandbox":"not what was asked for"\}\n\n\[INCOMPLETE: .*not the JSON/);
  expect(it.sandbox.exchanges).toHaveLength(2);
});

test('list_models gives text and structured content with the same data', async () => {
  await using it = await setUp();
  const result = await it.call('list_models', {});
  const all = await it.call('list_models', { all: true });

  expect(result.structuredContent).toEqual({
    models: [
      { id: 'deepseek-v4-pro', use_when: expect.any(String), owned_by: 'deepseek', default: true },
      { id: 'deepseek-v4-flash', use_when: expect.any(String), owned_by: 'deepseek' },
    ],
    pricing: 'https://runapi.ai/models/deepseek.md',
  });
  expect(textOf(result)).toMatch(/^deepseek-v4-pro \(default\).*\ndeepseek-v4-flash .*\n\nPricing: https/);
  expect((all.structuredContent as { models: { id: string }[] }).models.map(({ id }) => id)).toContain(
    'sandbox-other',
  );
});

test('DEEPSEEK_MODEL and DEEPSEEK_PROTOCOL are the defaults that arguments take precedence of', async () => {
  const environment = { DEEPSEEK_MODEL: 'deepseek-v4-flash', DEEPSEEK_PROTOCOL: 'messages' };
  await using it = await setUp({}, environment);
  await it.call('deepseek_chat', { prompt: 'Hello' });
  await it.call('deepseek_chat', { prompt: 'Hello', model: 'deepseek-v4-pro', protocol: 'gemini' });

  expect(it.sandbox.exchanges.map(({ path }) => path)).toEqual([
    '/v1/messages',
    '/v1beta/models/deepseek-v4-pro:streamGenerateContent?alt=sse',
  ]);
  expect(it.sandbox.exchanges[0]?.body).toMatchObject({ model: 'deepseek-v4-flash' });
});

test('a spent token budget refuses the next call before it is sent', async () => {
  await using it = await setUp({}, { DEEPSEEK_TOKEN_BUDGET: '10' });
  await it.call('deepseek_chat', { prompt: 'Hello' });
  const refused = await it.call('deepseek_chat', { prompt: 'Hello' });

  expect(textOf(refused)).toMatch(
    /token budget of this process is reached: \d+ of 10 tokens are spent \(DEEPSEEK_TOKEN_BUDGET\)/,
  );
  expect(it.sandbox.exchanges).toHaveLength(1);
});
