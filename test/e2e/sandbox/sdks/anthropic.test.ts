import Anthropic, {
  APIError,
  AuthenticationError,
  InternalServerError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../../src/sandbox/sandbox.ts';
import { KEY } from './support.ts';

/** The SDK's own way since 1.0, and the pair of headers of the seed's curl call. */
const CLIENTS = {
  'a bearer token': (url: string) =>
    new Anthropic({ authToken: null, apiKey: KEY, baseURL: url, maxRetries: 0 }),
  'x-api-key and version 2023-06-01': (url: string) =>
    new Anthropic({
      apiKey: null,
      authToken: null,
      baseURL: url,
      maxRetries: 0,
      defaultHeaders: { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' },
    }),
};
const EACH = Object.entries(CLIENTS).map(([way, create]) => ({ way, create }));
const MIGRATION = {
  model: 'deepseek-v4-pro',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Draft a migration checklist.' }],
};

async function setUp(create: (url: string) => Anthropic, options: SandboxOptions = {}) {
  const sandbox: Sandbox = await startSandbox({ apiKey: KEY, ...options });
  return { sandbox, client: create(sandbox.url), [Symbol.asyncDispose]: sandbox.close };
}

test('the two clients send their key in two ways', async () => {
  await using bearer = await setUp(CLIENTS['a bearer token']);
  await using pair = await setUp(CLIENTS['x-api-key and version 2023-06-01']);
  await bearer.client.messages.create(MIGRATION);
  await pair.client.messages.create(MIGRATION);

  const [first, second] = [bearer, pair].map(({ sandbox }) => sandbox.exchanges[0]?.headers);
  expect(first?.authorization).toBe(`Bearer ${KEY}`);
  expect(first?.['x-api-key']).toBeUndefined();
  expect(second).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
  expect(second?.authorization).toBeUndefined();
});

test.for(EACH)("with $way the seed's recipe gets a message", async ({ create }) => {
  await using it = await setUp(create, { answer: () => '1. Back up.' });
  const message = await it.client.messages.create(MIGRATION);

  expect(message).toMatchObject({
    type: 'message',
    role: 'assistant',
    model: 'deepseek-v4-pro',
    stop_reason: 'end_turn',
  });
  const [thinking, text] = message.content;
  expect(thinking).toEqual({
    type: 'thinking',
    thinking: expect.stringMatching(/^The sandbox does not reason/),
    signature: message.id,
  });
  expect(text).toEqual({ type: 'text', text: '1. Back up.' });
  expect(message.usage).toMatchObject({ input_tokens: 7, cache_read_input_tokens: 0 });
  expect(message.usage.output_tokens).toBeGreaterThan(3);
});

test.for(EACH)('with $way a stream ends as the same message', async ({ create }) => {
  await using it = await setUp(create);
  const whole = await it.client.messages.create(MIGRATION);
  const stream = it.client.messages.stream(MIGRATION);
  let [text, thinking, signature] = ['', '', ''];
  stream.on('text', (delta) => (text += delta));
  stream.on('thinking', (delta) => (thinking += delta));
  stream.on('signature', (value) => (signature = value));
  const message = await stream.finalMessage();

  expect(message.content.map((block) => ({ ...block, signature: '' }))).toEqual(
    whole.content.map((block) => ({ ...block, signature: '' })),
  );
  expect([text, thinking]).toEqual([
    message.content.flatMap((block) => (block.type === 'text' ? block.text : [])).join(''),
    message.content.flatMap((block) => (block.type === 'thinking' ? block.thinking : [])).join(''),
  ]);
  expect(signature).toBe(message.id);
  expect(message.usage).toMatchObject(whole.usage);
  expect(message.stop_reason).toBe('end_turn');
});

test('raw iteration sees the events in their order', async () => {
  await using it = await setUp(CLIENTS['a bearer token'], { answer: () => 'Yes.' });
  const types: string[] = [];
  for await (const { type } of await it.client.messages.create({ ...MIGRATION, stream: true })) {
    if (types.at(-1) !== type) types.push(type);
  }

  const block = ['content_block_start', 'content_block_delta', 'content_block_stop'];
  expect(types).toEqual(['message_start', ...block, ...block, 'message_delta', 'message_stop']);
});

test.for([true, false])('a tool is used and its result is answered, streamed: %s', async (isStream) => {
  await using it = await setUp(CLIENTS['a bearer token']);
  const input_schema = {
    type: 'object' as const,
    properties: { city: { enum: ['Bonn'] } },
    required: ['city'],
  };
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'What is the weather?' }];
  const ask = () => {
    const request = { ...MIGRATION, messages, tools: [{ name: 'weather', input_schema }] };
    return isStream ? it.client.messages.stream(request).finalMessage() : it.client.messages.create(request);
  };

  const asked = await ask();
  expect(asked.stop_reason).toBe('tool_use');
  const use = asked.content.find((block) => block.type === 'tool_use');
  expect(use).toMatchObject({ name: 'weather', input: { city: 'Bonn' } });
  messages.push(
    { role: 'assistant', content: asked.content },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: use?.id ?? '', content: 'Rain' }] },
  );
  const answered = await ask();
  expect(answered.stop_reason).toBe('end_turn');
  expect(answered.content.at(-1)).toMatchObject({
    type: 'text',
    text: expect.stringContaining('The tool answered: Rain'),
  });
});

test.for(EACH)('with $way the list of models has their ids', async ({ create }) => {
  await using it = await setUp(create);
  const ids: string[] = [];
  for await (const { id } of it.client.models.list()) ids.push(id);

  expect(ids).toEqual(['deepseek-v4-pro', 'deepseek-v4-flash', 'sandbox-other']);
});

test('a missing max_tokens is refused by the sandbox, since the SDK does not look', async () => {
  await using it = await setUp(CLIENTS['a bearer token']);
  const { max_tokens: _missing, ...rest } = MIGRATION;

  await expect(it.client.messages.create(rest as typeof MIGRATION)).rejects.toThrow(
    /missing field `max_tokens`/,
  );
});

test.for([
  { fault: '401', error: AuthenticationError },
  { fault: '402', error: APIError },
  { fault: '429', error: RateLimitError },
  { fault: '500', error: InternalServerError },
] as const)('the fault $fault is an error of the class that its status has', async ({ fault, error }) => {
  await using it = await setUp(CLIENTS['a bearer token'], { fault });
  const thrown: unknown = await it.client.messages.create(MIGRATION).catch((reason: unknown) => reason);

  expect(thrown).toBeInstanceOf(error);
  expect(thrown).toMatchObject({ status: Number(fault) });
});
