import OpenAI, {
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  RateLimitError,
  UnprocessableEntityError,
} from 'openai';
import { expect, test } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../../../src/sandbox/sandbox.ts';
import { KEY } from './support.ts';

/** As in the seed: the key, and a base URL that ends in `/v1`. */
async function setUp(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ apiKey: KEY, ...options });
  const client = new OpenAI({ apiKey: KEY, baseURL: `${sandbox.url}/v1`, maxRetries: 0 });
  return { sandbox, client, [Symbol.asyncDispose]: sandbox.close };
}

/** DeepSeek's own field, which OpenAI's types do not have. */
function reasoningOf(message: object | undefined): string {
  const reasoning = message && 'reasoning_content' in message ? message.reasoning_content : '';
  return typeof reasoning === 'string' ? reasoning : '';
}

test("the seed's core recipe gets a text and its usage", async () => {
  await using it = await setUp({ answer: () => 'A vector is a list of numbers.' });
  const response = await it.client.chat.completions.create({
    model: 'deepseek-v4-pro',
    messages: [{ role: 'user', content: 'Explain vector databases simply.' }],
  });

  const [choice] = response.choices;
  expect(choice).toMatchObject({ index: 0, finish_reason: 'stop', message: { role: 'assistant' } });
  expect(choice?.message.content).toBe('A vector is a list of numbers.');
  expect(reasoningOf(choice?.message)).toMatch(/^The sandbox does not reason/);
  expect(response).toMatchObject({ object: 'chat.completion', model: 'deepseek-v4-pro' });
  expect(response.created).toBeGreaterThan(1_700_000_000);
  const { usage } = response;
  expect(usage?.prompt_tokens).toBe(8);
  expect(usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0);
  expect(usage?.prompt_tokens_details?.cached_tokens).toBe(0);
  expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  expect(response).toHaveProperty('_request_id', 'req_sandbox_1');
});

test("the seed's stream gives the same text in pieces, and the usage on its last chunk", async () => {
  await using it = await setUp();
  const request = {
    model: 'deepseek-v4-flash',
    messages: [{ role: 'user' as const, content: 'Write a note.' }],
  };
  const whole = await it.client.chat.completions.create(request);
  const stream = await it.client.chat.completions.create({ ...request, stream: true });
  let [text, reasoning] = ['', ''];
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
    text += chunk.choices[0]?.delta.content ?? '';
    reasoning += reasoningOf(chunk.choices[0]?.delta);
  }

  expect(text).toBe(whole.choices[0]?.message.content);
  expect(reasoning).toBe(reasoningOf(whole.choices[0]?.message));
  expect(reasoning).not.toBe('');
  expect(chunks.length).toBeGreaterThan(10);
  expect(chunks.filter(({ choices }) => choices[0]?.finish_reason)).toEqual([chunks.at(-1)]);
  expect(chunks.at(-1)?.usage).toEqual(whole.usage);
});

test('the stream helper finds a whole completion in it', async () => {
  await using it = await setUp({ answer: () => 'Helped.' });
  const stream = it.client.chat.completions.stream({
    model: 'deepseek-v4-pro',
    messages: [{ role: 'user', content: 'Help.' }],
  });
  const completion = await stream.finalChatCompletion();

  expect(completion.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Helped.' } });
});

test.for([true, false])('a tool is called and its result is answered, streamed: %s', async (isStream) => {
  await using it = await setUp();
  const parameters = { type: 'object', properties: { city: { enum: ['Bonn'] } }, required: ['city'] };
  const tools = [{ type: 'function' as const, function: { name: 'weather', parameters } }];
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'What is the weather?' }];
  const ask = async () => {
    const request = { model: 'deepseek-v4-flash', messages, tools };
    if (!isStream) return it.client.chat.completions.create(request);
    return it.client.chat.completions.stream(request).finalChatCompletion();
  };

  const asked = (await ask()).choices[0];
  expect(asked?.finish_reason).toBe('tool_calls');
  const [call] = asked?.message.tool_calls ?? [];
  if (call?.type !== 'function') throw new Error('no call of a function');
  expect(call.function.name).toBe('weather');
  expect(JSON.parse(call.function.arguments)).toEqual({ city: 'Bonn' });
  // The stream helper loses the reasoning, which DeepSeek wants to see again.
  const turn = {
    ...asked?.message,
    role: 'assistant' as const,
    reasoning_content: reasoningOf(asked?.message),
  };
  messages.push(turn, { role: 'tool', tool_call_id: call.id, content: 'Rain' });
  const answered = (await ask()).choices[0];
  expect(answered?.finish_reason).toBe('stop');
  expect(answered?.message.content).toContain('The tool answered: Rain');
});

test('the list of models is one, and goes by pages', async () => {
  await using it = await setUp();
  const ids: string[] = [];
  for await (const { id, object, owned_by } of it.client.models.list()) {
    ids.push(id);
    expect([object, typeof owned_by]).toEqual(['model', 'string']);
  }

  expect(ids).toEqual(['deepseek-v4-pro', 'deepseek-v4-flash', 'sandbox-other']);
});

test.for([
  { fault: '401', error: AuthenticationError, status: 401 },
  { fault: '422', error: UnprocessableEntityError, status: 422 },
  { fault: '429', error: RateLimitError, status: 429 },
  { fault: '503', error: InternalServerError, status: 503 },
  { fault: 'outside-subset', error: BadRequestError, status: 400 },
] as const)(
  'the fault $fault is an error of the class that its status has',
  async ({ fault, error, status }) => {
    await using it = await setUp({ fault });
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const thrown: unknown = await it.client.chat.completions
      .create({ model: 'deepseek-v4-pro', messages })
      .catch((reason: unknown) => reason);

    expect(thrown).toBeInstanceOf(error);
    expect(thrown).toMatchObject({ status, requestID: 'req_sandbox_1', code: 'invalid_request_error' });
  },
);
