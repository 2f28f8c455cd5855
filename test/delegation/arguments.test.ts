import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatArguments, streamArguments } from '../../src/delegation/arguments/arguments.ts';
import { parseArguments } from '../../src/delegation/arguments/parse-arguments.ts';
import { DelegateError } from '../../src/errors.ts';

const chat = (given: unknown) => parseArguments('deepseek_chat', chatArguments, given);
const stream = (given: unknown) => parseArguments('deepseek_stream', streamArguments, given);

function refusal(given: unknown): string {
  try {
    chat(given);
  } catch (error) {
    if (error instanceof DelegateError && error.kind === 'input') return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
}

test.for([
  [{ files: 'src/a.ts' }, { files: ['src/a.ts'] }],
  [{ files: '["a.ts", "b.ts:1-2"]' }, { files: ['a.ts', 'b.ts:1-2'] }],
  [{ files: '[id].tsx' }, { files: ['[id].tsx'] }],
  [{ files: '5' }, { files: ['5'] }],
  [{ files: 'null' }, { files: ['null'] }],
  [{ stop: 'END' }, { stop: ['END'] }],
  [
    { max_tokens: '500', temperature: ' 0.5 ', top_p: '1' },
    { max_tokens: 500, temperature: 0.5, top_p: 1 },
  ],
  [{ include_reasoning: 'true' }, { include_reasoning: true }],
  [{ include_reasoning: 'False' }, { include_reasoning: false }],
  [{ json_schema: '{"type":"object"}' }, { json_schema: { type: 'object' } }],
  [{ tool_choice: 'auto' }, { tool_choice: 'auto' }],
  [
    { tool_choice: '{"type":"function","function":{"name":"f"}}' },
    { tool_choice: { type: 'function', function: { name: 'f' } } },
  ],
  [
    { tools: '[{"type":"function","function":{"name":"f","parameters":"{}"}}]' },
    { tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] },
  ],
  [{ messages: '[{"role":"user","content":"5"}]' }, { messages: [{ role: 'user', content: '5' }] }],
  [{ messages: ['{"role":"user","content":"x"}'] }, { messages: [{ role: 'user', content: 'x' }] }],
  [{ messages: { role: 'user', content: 'x' } }, { messages: [{ role: 'user', content: 'x' }] }],
  [
    { prompt: '{"a": 1}', system: '[]' },
    { prompt: '{"a": 1}', system: '[]' },
  ],
])('%j is read as %j', ([given, read]) => {
  expect(chat(given)).toEqual(read);
});

test.for([null, '', [], 'null'])('%j for a number, a boolean and an object is absent', (value) => {
  expect(chat({ prompt: 'x', temperature: value, include_reasoning: value, json_schema: value })).toEqual({
    prompt: 'x',
  });
});

test('null, an empty text and an empty list are absent, except an empty system', () => {
  for (const value of [null, '', []]) {
    const everything = Object.fromEntries(Object.keys(streamArguments.shape).map((name) => [name, value]));
    expect(stream({ ...everything, prompt: 'x' })).toEqual(
      value === '' ? { prompt: 'x', system: '' } : { prompt: 'x' },
    );
  }
});

test('no arguments at all are none', () => {
  expect([chat(undefined), chat(null), chat({})]).toEqual([{}, {}, {}]);
});

test('what SDKs write into messages is ignored, and what was said is kept byte for byte', () => {
  const messages = [
    { role: 'user', content: [{ type: 'text', text: ' a\n', annotations: [] }], name: null },
    {
      role: 'assistant',
      content: null,
      refusal: null,
      annotations: [{ type: 'url_citation' }],
      audio: null,
      function_call: null,
      parsed: { a: 1 },
      provider_specific_fields: { x: 1 },
      reasoning_content: '',
      tool_calls: [
        {
          id: 'c',
          type: 'function',
          index: 0,
          function: { name: 'f', arguments: '{ "a":1}', parsed_arguments: {} },
        },
      ],
    },
    { role: 'tool', tool_call_id: 'c', content: '', tool_calls: [] },
  ];

  expect(chat({ messages }).messages).toEqual([
    { role: 'user', content: [{ type: 'text', text: ' a\n' }] },
    {
      role: 'assistant',
      content: null,
      reasoning_content: '',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{ "a":1}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: '' },
  ]);
});

test('what hosts add beside the arguments is ignored, there and nowhere else', () => {
  const added = { toolCallId: 'c', sessionId: 's', action: 'sendMessage', chatInput: 'x' };

  expect(chat({ prompt: 'x', ...added })).toEqual({ prompt: 'x' });
  expect(refusal({ messages: [{ role: 'user', content: 'x', ...added }] })).toMatch(
    /messages\.0 has no field "toolCallId"/,
  );
});

test.for([
  [
    { promt: 'x' },
    /no argument "promt" \(did you mean "prompt"\?\).*It takes these arguments: prompt, messages, /,
  ],
  [{ maxTokens: 5 }, /"maxTokens" \(did you mean "max_tokens"\?\)/],
  [{ conversation: 'new' }, /"conversation" \(did you mean "conversation_id"\?\)/],
  [{ zzzzzz: null }, /no argument "zzzzzz"\. It/],
  [JSON.parse('{"__proto__":1}'), /no argument "__proto__"/],
  [{ constructor: 1 }, /no argument "constructor"/],
  [
    { messages: [{ role: 'assistant', reasoning: 'x' }] },
    /messages\.0 has no field "reasoning" \(did you mean "reasoning_content"/,
  ],
  [{ messages: [{ role: 'assistant', refusal: 'No.' }] }, /messages\.0 has no field "refusal"/],
  [
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'x', foo: 1 }] }] },
    /messages\.0\.content\.0 has no field "foo"/,
  ],
  [
    { messages: [{ role: 'user', content: [{ type: 'text' }] }] },
    /messages\.0\.content\.0\.text is missing: it must be a string/,
  ],
  [
    { messages: [{ content: 'x' }] },
    /messages\.0\.role is missing: it must be "system", "user", "assistant" or "tool"/,
  ],
  [{ messages: 'y' }, /messages must be a list, got "y"/],
  [{ temperature: 3 }, /temperature must be at most 2, got 3/],
  [{ temperature: 'hot' }, /temperature must be a number, got "hot"/],
  [{ max_tokens: 0 }, /max_tokens must be more than 0, got 0/],
  [{ max_tokens: 1.5 }, /max_tokens must be an integer, got 1\.5/],
  [{ stop: Array(17).fill('x') }, /stop must have at most 16 items/],
  [{ prompt: 7 }, /prompt must be a string, got 7/],
  [
    { tools: [{ type: 'function', function: { name: 'a b' } }] },
    /tools\.0\.function\.name must match .*, got "a b"/,
  ],
  [{ json_schema: '[1]' }, /json_schema must be an object, got "\[1\]"/],
  [{ include_reasoning: 'maybe' }, /include_reasoning must be true or false, got "maybe"/],
  [{ prompt: 'x', model: ['🦊'.repeat(50)] }, /model must be a string, got \["(🦊)+…\./u],
  ['x', /the arguments must be an object, got "x"/],
] as [unknown, RegExp][])('%j is refused', ([given, message]) => {
  expect(refusal(given)).toMatch(/^deepseek_chat was not called: /);
  expect(refusal(given)).toMatch(message);
});

const given = fc.record(
  {
    prompt: fc.string({ minLength: 1 }),
    files: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
    max_tokens: fc.integer({ min: 1 }),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }).map((value) => value + 0),
    include_reasoning: fc.boolean(),
    json_schema: fc
      // The schema library drops this one name, for good reason.
      .dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        fc.jsonValue(),
      )
      .map((value) => JSON.parse(JSON.stringify(value)) as object),
    messages: fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content: fc.string() }), {
      minLength: 1,
    }),
  },
  { requiredKeys: [] },
);

test('correct arguments are read as they are, and so is their JSON', () => {
  fc.assert(
    fc.property(given, (args) => {
      const { prompt, ...others } = args;
      const asJson = Object.fromEntries(
        Object.entries(others).map(([name, value]) => [name, JSON.stringify(value)]),
      );

      expect(chat(args)).toEqual(args);
      expect(chat({ ...asJson, ...(prompt !== undefined && { prompt }) })).toEqual(args);
    }),
  );
});

test('anything at all is read or refused, and nothing else happens', () => {
  const names = fc.oneof(fc.constantFrom(...Object.keys(chatArguments.shape)), fc.string());
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.dictionary(names, fc.jsonValue())), (anything) => {
      let problem: unknown;
      try {
        chat(anything);
      } catch (error) {
        problem = error;
      }
      expect(problem === undefined || problem instanceof DelegateError).toBe(true);
    }),
  );
});
