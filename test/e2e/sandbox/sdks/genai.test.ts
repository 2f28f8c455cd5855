import { ApiError, GoogleGenAI, Type, type Content, type FunctionDeclaration } from '@google/genai';
import { expect, test } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../../../src/sandbox/sandbox.ts';
import { KEY } from './support.ts';

const FAQ = { model: 'deepseek-v4-flash', contents: 'Write a short product FAQ.' };

/** As wire facts say: the root as base URL, and the version of the seed's route. */
async function setUp(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ apiKey: KEY, ...options });
  const client = new GoogleGenAI({
    apiKey: KEY,
    httpOptions: { baseUrl: sandbox.url, apiVersion: 'v1beta' },
  });
  return { sandbox, models: client.models, [Symbol.asyncDispose]: sandbox.close };
}

test('a content is generated, with usage', async () => {
  await using it = await setUp({ answer: () => 'Q: Why? A: Why not.' });
  const response = await it.models.generateContent(FAQ);

  expect(response.text).toBe('Q: Why? A: Why not.');
  expect(response.candidates?.[0]?.finishReason).toBe('STOP');
  expect(response).toMatchObject({ modelVersion: 'deepseek-v4-flash', responseId: 'req_sandbox_1' });
  const {
    promptTokenCount = 0,
    candidatesTokenCount = 0,
    thoughtsTokenCount = 0,
    totalTokenCount,
  } = response.usageMetadata ?? {};
  expect([promptTokenCount, candidatesTokenCount]).toEqual([7, 5]);
  expect(thoughtsTokenCount).toBeGreaterThan(0);
  expect(totalTokenCount).toBe(promptTokenCount + candidatesTokenCount + thoughtsTokenCount);
  expect(it.sandbox.exchanges[0]).toMatchObject({
    path: '/v1beta/models/deepseek-v4-flash:generateContent',
    headers: { 'x-goog-api-key': KEY },
  });
});

test('a stream gives the same text in pieces, and the whole usage at its end', async () => {
  await using it = await setUp();
  const whole = await it.models.generateContent(FAQ);
  const pieces: string[] = [];
  let last;
  for await (const chunk of await it.models.generateContentStream(FAQ)) {
    pieces.push(chunk.text ?? '');
    last = chunk;
  }

  expect(pieces.length).toBeGreaterThan(5);
  expect(pieces.join('')).toBe(whole.text);
  expect(last?.usageMetadata).toEqual(whole.usageMetadata);
  expect(last?.candidates?.[0]?.finishReason).toBe('STOP');
});

test.for([
  { includeThoughts: true, thoughts: [/^The sandbox does not reason/] },
  { includeThoughts: false, thoughts: [] },
])(
  'with includeThoughts $includeThoughts there are $thoughts.length thoughts beside the text',
  async (row) => {
    await using it = await setUp({ answer: () => 'Done.' });
    const config = { thinkingConfig: { includeThoughts: row.includeThoughts } };
    const response = await it.models.generateContent({ ...FAQ, config });
    const parts = response.candidates?.[0]?.content?.parts ?? [];

    expect(response.text).toBe('Done.');
    expect(parts.filter(({ thought }) => thought).map(({ text }) => text)).toEqual(
      row.thoughts.map((pattern) => expect.stringMatching(pattern)),
    );
  },
);

test('streamed thoughts come before the text, and are marked as thoughts', async () => {
  await using it = await setUp({ answer: () => 'Done.' });
  const config = { thinkingConfig: { includeThoughts: true } };
  const marks: boolean[] = [];
  for await (const { candidates } of await it.models.generateContentStream({ ...FAQ, config })) {
    for (const { thought, text } of candidates?.[0]?.content?.parts ?? [])
      if (text) marks.push(thought === true);
  }

  expect(marks.indexOf(false)).toBe(marks.lastIndexOf(true) + 1);
  expect(marks.indexOf(false)).toBeGreaterThan(0);
});

const PROPERTIES = { city: { type: Type.STRING, enum: ['Bonn'] }, days: { type: Type.INTEGER } };
const DECLARATIONS: { written: string; declaration: FunctionDeclaration }[] = [
  {
    written: "as Google's schema",
    declaration: {
      name: 'weather',
      parameters: { type: Type.OBJECT, properties: PROPERTIES, required: ['city', 'days'] },
    },
  },
  {
    written: 'as JSON Schema',
    declaration: {
      name: 'weather',
      parametersJsonSchema: {
        type: 'object',
        properties: { city: { type: 'string', enum: ['Bonn'] }, days: { type: 'integer' } },
        required: ['city', 'days'],
      },
    },
  },
];

test.for(DECLARATIONS)(
  'a function, written $written, is called and its result is answered',
  async ({ declaration }) => {
    await using it = await setUp();
    const config = { tools: [{ functionDeclarations: [declaration] }] };
    const contents: Content[] = [{ role: 'user', parts: [{ text: 'What is the weather?' }] }];
    const asked = await it.models.generateContent({ ...FAQ, contents, config });
    const [call] = asked.functionCalls ?? [];

    expect(call).toMatchObject({ name: 'weather', args: { city: 'Bonn', days: 1 } });
    const { content } = asked.candidates?.[0] ?? {};
    const functionResponse = { id: call?.id ?? '', name: 'weather', response: { result: 'Rain' } };
    contents.push(content ?? {}, { role: 'user', parts: [{ functionResponse }] });
    const answered = await it.models.generateContent({ ...FAQ, contents, config });
    expect(answered.text).toContain('The tool answered: Rain');
    expect(answered.functionCalls).toBeUndefined();
  },
);

test('a streamed call comes whole', async () => {
  await using it = await setUp();
  const config = { tools: [{ functionDeclarations: [DECLARATIONS[1]!.declaration] }] };
  const calls: unknown[] = [];
  for await (const chunk of await it.models.generateContentStream({ ...FAQ, config })) {
    calls.push(...(chunk.functionCalls ?? []));
  }

  expect(calls).toEqual([{ id: expect.any(String), name: 'weather', args: { city: 'Bonn', days: 1 } }]);
});

test.for([
  { written: "Google's", responseSchema: { type: Type.OBJECT, properties: PROPERTIES, required: ['city'] } },
  {
    written: 'JSON',
    responseJsonSchema: { type: 'object', properties: { city: { const: 'Bonn' } }, required: ['city'] },
  },
])('a schema of the answer, $written, is met', async ({ written: _written, ...schema }) => {
  await using it = await setUp();
  const config = { responseMimeType: 'application/json', ...schema };
  const { text } = await it.models.generateContent({ ...FAQ, config });

  expect(JSON.parse(text ?? '')).toEqual({ city: 'Bonn' });
});

test.for(['401', '402', '429', '503'] as const)('the fault %s is an error with its status', async (fault) => {
  await using it = await setUp({ fault });
  const thrown: unknown = await it.models.generateContent(FAQ).catch((reason: unknown) => reason);

  expect(thrown).toBeInstanceOf(ApiError);
  expect(thrown).toMatchObject({ status: Number(fault) });
});
