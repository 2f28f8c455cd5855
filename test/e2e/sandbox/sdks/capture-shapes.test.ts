import { expect, test } from 'vitest';
import { startSandbox } from '../../../../src/sandbox/sandbox.ts';
import { shapeOf, streamShape } from './shape.ts';
import { capture } from './support.ts';

const REQUEST = { model: 'deepseek-v4-flash', messages: [{ role: 'user', content: 'Say ok.' }] };
const WITH_USAGE = { ...REQUEST, stream_options: { include_usage: true } };

/** The key ends as the one of the capture did, and the models are those of its day. */
async function ask(path: string, body: unknown, key = 'sk-a-valid-one') {
  await using sandbox = await startSandbox({
    apiKey: 'sk-a-valid-one',
    models: ['deepseek-v4-pro', 'deepseek-v4-flash', 'deepseek-v4-flash-vision-exp'],
  });
  const response = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

test.for([
  {
    file: 'chat-completions.stream.sse',
    path: '/v1/chat/completions',
    body: { ...WITH_USAGE, stream: true },
  },
  { file: 'messages.stream.sse', path: '/v1/messages', body: { ...REQUEST, max_tokens: 100, stream: true } },
])("the sandbox's stream has the shape of $file", async ({ file, path, body }) => {
  const expected = streamShape(capture(file));
  const { text } = await ask(path, body);

  expect(expected.length).toBeGreaterThan(4);
  expect(streamShape(text)).toEqual(expected);
});

test("the sandbox's document has the shape of chat-completions.json", async () => {
  const { text } = await ask('/v1/chat/completions', REQUEST);

  expect(shapeOf(JSON.parse(text))).toEqual(shapeOf(JSON.parse(capture('chat-completions.json'))));
});

interface Recorded {
  id: string;
  protocol: string;
  status: number;
  body: { error: { message: string } };
}

const FORGETFUL = [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Hello' },
  { role: 'user', content: 'Hm' },
];
/** The mistake that each recorded error answers, as a request. */
const MISTAKES: Record<string, { key?: string; body?: Record<string, unknown> }> = {
  unauthenticated: { key: 'sk-invalid' },
  'unknown model': { body: { model: 'deepseek-nonexistent' } },
  'bad effort': { body: { reasoning_effort: 'bogus', output_config: { effort: 'bogus' } } },
  'reasoning not passed back with tools': {
    body: {
      messages: FORGETFUL,
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
    },
  },
};
const ERRORS = (JSON.parse(capture('errors.json')) as Recorded[]).flatMap((recorded) =>
  recorded.protocol.split(', ').map((protocol) => ({ ...recorded, protocol })),
);

test.for(ERRORS)('over $protocol the mistake "$id" is refused as DeepSeek refused it', async (recorded) => {
  const { key, body } = MISTAKES[recorded.id] ?? {};
  const path = recorded.protocol === 'messages' ? '/v1/messages' : '/v1/chat/completions';
  const { status, text } = await ask(path, { ...REQUEST, max_tokens: 100, ...body }, key);
  const { error } = JSON.parse(text) as Recorded['body'];
  // Where in the body the mistake was is not for the sandbox to say.
  const message = recorded.body.error.message.replace(/ at line \d+ column \d+$/, '');

  expect(status).toBe(recorded.status);
  expect({ error }).toEqual({ error: { ...recorded.body.error, message } });
});

test('two streams of different shapes are distinguished', () => {
  const stream = capture('chat-completions.stream.sse');
  const blocks = stream.split('\n\n');

  expect(streamShape(stream.replace('"content":null,', ''))).not.toEqual(streamShape(stream));
  expect(streamShape(blocks.slice(0, -2).join('\n\n'))).not.toEqual(streamShape(stream));
  expect(streamShape([...blocks.slice(1, 2), ...blocks].join('\n\n'))).not.toEqual(streamShape(stream));
});
