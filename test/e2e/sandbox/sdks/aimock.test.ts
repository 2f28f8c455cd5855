import { LLMock, type Fixture } from '@copilotkit/aimock';
import { expect, test } from 'vitest';
import { PROTOCOLS, delegateTo, KEY } from './support.ts';

type Response = Fixture['response'];

/** Somebody else's idea of the three wires. */
async function setUp(response: Response, options: Partial<Fixture> = {}) {
  const mock = new LLMock({ port: 0, auth: { apiKeys: [KEY] } });
  mock.addFixture({ match: { userMessage: 'aimock' }, response, ...options });
  const url = await mock.start();
  return { url, mock, [Symbol.asyncDispose]: () => mock.stop() };
}

const PROMPT = 'Hello, aimock!';
const TEXT =
  'An answer from somebody else, long enough to come in several pieces – with an ü and a 🦊 in it.';
const REASONING = 'Somebody else thought about it for a while.';
/** The same counts, in the words of each wire. */
const USAGE = {
  prompt_tokens: 11,
  completion_tokens: 7,
  total_tokens: 18,
  input_tokens: 11,
  output_tokens: 7,
  promptTokenCount: 11,
  candidatesTokenCount: 7,
  totalTokenCount: 18,
};
const COUNTED = {
  input_tokens: 11,
  output_tokens: 7,
  total_tokens: 18,
  cached_input_tokens: null,
  reasoning_tokens: null,
};

test.for(PROTOCOLS)(
  'over %s the text and the reasoning arrive whole, and the counts as they were given',
  async (protocol) => {
    await using it = await setUp({ content: TEXT, reasoning: REASONING, usage: USAGE }, { chunkSize: 3 });
    const { completion, receipt, error } = await delegateTo(it.url, {
      prompt: PROMPT,
      protocol,
      include_reasoning: true,
    });

    expect(error).toBeUndefined();
    expect(completion).toMatchObject({
      text: TEXT,
      reasoning: REASONING,
      tool_calls: [],
      finish_reason: 'stop',
      usage: COUNTED,
    });
    expect(receipt).toMatchObject({ protocol, status: 'complete', attempts: 1, usage: COUNTED });
    expect(receipt.request_id).toMatch(/^req-/);
  },
);

test("the usage chunk without choices, which is OpenAI's and not DeepSeek's, is counted", async () => {
  await using it = await setUp({ content: TEXT, usage: USAGE });
  const raw = await fetch(`${it.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(chatBody()),
  });
  const { completion } = await delegateTo(it.url, { prompt: PROMPT });

  expect(await raw.text()).toContain('"choices":[],"usage"');
  expect(completion.usage).toEqual(COUNTED);
});

function chatBody() {
  const messages = [{ role: 'user', content: PROMPT }];
  return { model: 'deepseek-v4-pro', messages, stream: true, stream_options: { include_usage: true } };
}

test.for(PROTOCOLS)('over %s the calls of two tools arrive with their arguments', async (protocol) => {
  const tool_calls = [
    { name: 'weather', arguments: '{"city":"Bonn"}', id: 'call_a' },
    { name: 'time', arguments: '{"zone":"CET","short":true}', id: 'call_b' },
  ];
  await using it = await setUp({ toolCalls: tool_calls }, { chunkSize: 4 });
  const tools = tool_calls.map(({ name }) => ({ type: 'function' as const, function: { name } }));
  const { completion } = await delegateTo(it.url, { prompt: PROMPT, protocol, tools });

  expect(
    completion.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments) as unknown]),
  ).toEqual([
    ['weather', { city: 'Bonn' }],
    ['time', { zone: 'CET', short: true }],
  ]);
  expect(new Set(completion.tool_calls.map(({ id }) => id)).size).toBe(2);
  expect(completion.text).toBe('');
});

// aimock ends a call over Gemini with FUNCTION_CALL, which Google's service has not; there is nothing to hold us to.
test.for(['chat-completions', 'messages'] as const)(
  'over %s a call of a tool is a whole answer',
  async (protocol) => {
    await using it = await setUp({ toolCalls: [{ name: 'weather', arguments: '{}' }] });
    const { receipt } = await delegateTo(it.url, { prompt: PROMPT, protocol });

    expect(receipt).toMatchObject({
      status: 'complete',
      finish_reason: 'tool_calls',
      incomplete_reason: null,
    });
  },
);

test.for(PROTOCOLS)(
  'over %s a connection that is cut keeps the text that came, and is no success',
  async (protocol) => {
    await using it = await setUp({ content: TEXT }, { chunkSize: 10, latency: 30, truncateAfterChunks: 5 });
    const { completion, receipt, error } = await delegateTo(it.url, { prompt: PROMPT, protocol });

    expect(completion.text.length).toBeGreaterThanOrEqual(10);
    expect(TEXT.startsWith(completion.text)).toBe(true);
    expect(completion.text).not.toBe(TEXT);
    expect(receipt).toMatchObject({ status: 'incomplete', finish_reason: null, attempts: 1 });
    expect(receipt.incomplete_reason).toMatch(/connection was lost/);
    expect(error?.kind).toBe('transport');
  },
);

test.for(PROTOCOLS)(
  'over %s the wait that a 429 asks for is kept, and then the answer comes',
  async (protocol) => {
    await using it = await setUp({ content: TEXT });
    const limit = { error: { message: 'Slow down', type: 'rate_limit_error' }, status: 429, retryAfter: 1 };
    it.mock.prependFixture({ match: { userMessage: 'aimock', sequenceIndex: 0 }, response: limit });
    const startedAt = performance.now();
    const { completion, receipt } = await delegateTo(it.url, { prompt: PROMPT, protocol });

    expect(completion.text).toBe(TEXT);
    expect(receipt).toMatchObject({ status: 'complete', attempts: 2 });
    expect(performance.now() - startedAt).toBeGreaterThan(950);
  },
);

test.for(PROTOCOLS)('over %s too long a wait is an error, and is not waited for', async (protocol) => {
  const error = { message: 'Slow down', type: 'rate_limit_error' };
  await using it = await setUp({ error, status: 429, retryAfter: 600 });
  const outcome = await delegateTo(it.url, { prompt: PROMPT, protocol });

  expect(outcome.receipt).toMatchObject({ status: 'failed', attempts: 1 });
  expect(outcome.error).toMatchObject({ kind: 'rate-limit', retryAfterMs: 600_000 });
  expect(outcome.error?.message).toContain('Slow down');
});

test.for(PROTOCOLS)(
  'over %s the key is accepted where it is sent, and a conversation is understood',
  async (protocol) => {
    await using it = await setUp({ content: TEXT });
    const messages = [
      { role: 'user' as const, content: 'Hi' },
      { role: 'assistant' as const, content: 'Hello' },
      { role: 'user' as const, content: PROMPT },
    ];
    await delegateTo(it.url, { messages, system: 'Be brief.', protocol });

    const understood = it.mock.getLastRequest()?.body as { messages?: { role: string }[] } | undefined;
    expect(understood?.messages?.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  },
);
