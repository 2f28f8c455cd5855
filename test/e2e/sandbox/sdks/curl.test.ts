import { expect, test } from 'vitest';
import { startSandbox } from '../../../../src/sandbox/sandbox.ts';

/** The seed's curl calls, word for word but for the host. */
const TOKEN = 'YOUR_RUNAPI_TOKEN';
const JSON_TYPE = { 'Content-Type': 'application/json' };

type Json = Record<string, unknown>;

async function post(path: string, headers: Record<string, string>, body: Json) {
  await using sandbox = await startSandbox({ apiKey: TOKEN });
  const response = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

test('chat completions greet', async () => {
  const { status, type, text } = await post(
    '/v1/chat/completions',
    { Authorization: `Bearer ${TOKEN}` },
    { model: 'deepseek-v4-pro', messages: [{ role: 'user', content: 'Hello, DeepSeek!' }] },
  );

  expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
  const { choices } = JSON.parse(text) as { choices: { message: { content: string } }[] };
  expect(choices[0]?.message.content).toContain('You asked: "Hello, DeepSeek!"');
});

test('messages summarize', async () => {
  const { status, type, text } = await post(
    '/v1/messages',
    { 'x-api-key': TOKEN, 'anthropic-version': '2023-06-01' },
    {
      model: 'deepseek-v4-flash',
      max_tokens: 1024,
      messages: [{ role: 'user', content: 'Summarize this incident.' }],
    },
  );

  expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
  const { content } = JSON.parse(text) as { content: { type: string; text?: string }[] };
  expect(content.find((block) => block.type === 'text')?.text).toContain(
    'You asked: "Summarize this incident."',
  );
});

const FAQ = { contents: [{ role: 'user', parts: [{ text: 'Write a short product FAQ.' }] }] };

interface GeminiChunk {
  candidates: { content: { parts: { text: string }[] }; finishReason?: string }[];
  usageMetadata: Json;
}

function textOf(chunks: readonly GeminiChunk[]): string {
  return chunks
    .flatMap(({ candidates }) => candidates[0]?.content.parts.map(({ text }) => text) ?? [])
    .join('');
}

test('gemini without alt=sse streams a JSON array', async () => {
  const { status, type, text } = await post(
    '/v1beta/models/deepseek-v4-flash:streamGenerateContent',
    { 'x-goog-api-key': TOKEN },
    FAQ,
  );

  expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
  const chunks = JSON.parse(text) as GeminiChunk[];
  expect(chunks.length).toBeGreaterThan(5);
  expect(textOf(chunks)).toContain('You asked: "Write a short product FAQ."');
  expect(chunks.at(-1)?.candidates[0]?.finishReason).toBe('STOP');
  expect(chunks.slice(0, -1).every(({ candidates }) => candidates[0]?.finishReason === undefined)).toBe(true);
});

test('gemini with alt=sse streams the elements of that array as events', async () => {
  const path = '/v1beta/models/deepseek-v4-flash:streamGenerateContent';
  const array = await post(path, { 'x-goog-api-key': TOKEN }, FAQ);
  const events = await post(`${path}?alt=sse`, { 'x-goog-api-key': TOKEN }, FAQ);

  expect(events.type).toBe('text/event-stream; charset=utf-8');
  const blocks = events.text.split('\n\n').filter(Boolean);
  expect(blocks.map((block) => JSON.parse(block.replace(/^data: /, '')) as unknown)).toEqual(
    JSON.parse(array.text),
  );
});

test('the list of models is one', async () => {
  await using sandbox = await startSandbox({ apiKey: TOKEN });
  const response = await fetch(`${sandbox.url}/v1/models`, { headers: { Authorization: `Bearer ${TOKEN}` } });

  const { data } = (await response.json()) as { data: { id: string }[] };
  expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(['deepseek-v4-pro', 'deepseek-v4-flash']));
});
