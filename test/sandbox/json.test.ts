import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readAnswer } from '../support/read-answer.ts';
import { send, type Ask, type Json, type WireName } from '../support/sandbox-client.ts';

async function ask(wire: WireName, given: Ask) {
  await using sandbox = await startSandbox();
  return readAnswer(wire, await send(sandbox.url, wire, given));
}

function fence(schema: Json | undefined): string {
  return `It must match this JSON Schema:\n\`\`\`json\n${JSON.stringify(schema)}\n\`\`\``;
}

function askForInstance(schema: Json, prompt = 'Fill it in.') {
  const messages = [
    { role: 'system', content: fence(schema) },
    { role: 'user', content: prompt },
  ];
  return ask('chat-completions', { body: { messages, response_format: { type: 'json_object' } } });
}

const JSON_MODE: { wire: WireName; body: Json }[] = [
  { wire: 'chat-completions', body: { response_format: { type: 'json_object' } } },
  { wire: 'messages', body: { system: 'Answer with one JSON value and nothing else.' } },
  { wire: 'gemini', body: { generationConfig: { responseMimeType: 'application/json' } } },
];

test.for(JSON_MODE)('$wire in JSON mode answers with JSON about the request', async ({ wire, body }) => {
  const { text, finish } = await ask(wire, { prompt: 'Give me JSON, please.', body });

  const value = JSON.parse(text) as Json;
  expect(value).toMatchObject({ sandbox: true, asked: 'Give me JSON, please.' });
  expect(value['messages']).toBe(wire === 'messages' ? 2 : 1);
  expect(value['bytes']).toBeGreaterThanOrEqual('Give me JSON, please.'.length);
  expect(finish?.toLowerCase()).toMatch(/^(stop|end_turn)$/);
});

test('JSON mode without the word in the prompt is blanks until the limit, as DeepSeek warns', async () => {
  const { text, finish } = await ask('chat-completions', {
    prompt: 'Give me data.',
    body: { response_format: { type: 'json_object' } },
  });

  expect(text).toMatch(/^ +$/);
  expect(finish).toBe('length');
});

const object = (properties: Json, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});

const SCHEMAS: { what: string; schema: Json }[] = [
  {
    what: 'members of each type',
    schema: object({
      s: { type: 'string' },
      i: { type: 'integer' },
      n: { type: 'number' },
      b: { type: 'boolean' },
      z: { type: 'null' },
      a: { type: 'array' },
      o: { type: 'object' },
    }),
  },
  {
    what: 'nested objects',
    schema: object({ outer: object({ inner: object({ leaf: { type: 'string' } }) }) }),
  },
  {
    what: 'no additional members',
    schema: { ...object({ n: { type: 'integer' } }), additionalProperties: false },
  },
  { what: 'an optional member', schema: object({ a: { type: 'string' }, b: { type: 'integer' } }, ['a']) },
  { what: 'a choice of values', schema: object({ size: { enum: ['small', 'large'] } }) },
  { what: 'a constant', schema: object({ version: { const: 3 } }) },
  { what: 'a default', schema: object({ unit: { type: 'string', default: 'metre' } }) },
  { what: 'three items at the least', schema: { type: 'array', items: { type: 'integer' }, minItems: 3 } },
  {
    what: 'items of two types',
    schema: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] }, minItems: 1 },
  },
  {
    what: 'a list or null',
    schema: object({ a: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] } }),
  },
  {
    what: 'null or a number',
    schema: object({ n: { oneOf: [{ type: 'null' }, { type: 'number' }] } }),
  },
  {
    what: 'one of two shapes',
    schema: { oneOf: [object({ a: { const: 1 } }), object({ b: { const: 2 } })] },
  },
  {
    what: 'all of two shapes',
    schema: { allOf: [object({ a: { type: 'string' } }), object({ b: { type: 'boolean' } })] },
  },
  { what: 'two types in one word', schema: object({ name: { type: ['string', 'null'] } }) },
  {
    what: 'a reference',
    schema: {
      ...object({ point: { $ref: '#/$defs/point' } }),
      $defs: { point: object({ x: { type: 'number' } }) },
    },
  },
  {
    what: 'an optional reference to itself',
    schema: object({ value: { type: 'integer' }, next: { $ref: '#' } }, ['value']),
  },
  { what: 'a least number', schema: object({ n: { type: 'integer', minimum: 18 } }) },
  { what: 'a least number with a fraction', schema: object({ n: { type: 'integer', minimum: 2.5 } }) },
  { what: 'a greatest number below one', schema: object({ n: { type: 'number', maximum: 0.5 } }) },
  { what: 'a number above a bound', schema: object({ n: { type: 'number', exclusiveMinimum: 5 } }) },
  ...['date', 'date-time', 'email', 'uri', 'uuid'].map((format) => ({
    what: `the format ${format}`,
    schema: object({ s: { type: 'string', format } }),
  })),
  { what: 'a least length', schema: object({ s: { type: 'string', minLength: 12 } }) },
  { what: 'a least length of a hundred', schema: object({ s: { type: 'string', minLength: 100 } }) },
  { what: 'a greatest length', schema: object({ s: { type: 'string', maxLength: 3 } }) },
  {
    what: 'two different items',
    schema: { type: 'array', items: { type: 'integer' }, minItems: 2, uniqueItems: true },
  },
  {
    what: 'members beside a choice',
    schema: { ...object({ kind: { const: 'a' } }), anyOf: [object({ x: { type: 'integer' } })] },
  },
];

test.for(SCHEMAS)('an answer to a schema with $what is valid', async ({ schema }) => {
  const { text, finish } = await askForInstance(schema);

  const { errorMessage } = new AjvJsonSchemaValidator().getValidator(schema)(JSON.parse(text));
  expect({ text, errorMessage }).toEqual({ text, errorMessage: undefined });
  expect(finish).toBe('stop');
});

test('the last schema in the conversation counts, and one in a gemini field goes before both', async () => {
  const [first, second, field] = [1, 2, 3].map((version) => object({ version: { const: version } }));
  const prompt = `${fence(first)}\n`;
  const latest = await askForInstance(first ?? {}, fence(second));
  const given = await ask('gemini', { prompt, body: { generationConfig: { responseJsonSchema: field } } });

  expect(JSON.parse(latest.text)).toEqual({ version: 2 });
  expect(JSON.parse(given.text)).toEqual({ version: 3 });
});
