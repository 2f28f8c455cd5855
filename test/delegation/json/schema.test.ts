import { expect, test } from 'vitest';
import { createJsonCheck } from '../../../src/delegation/json/check.ts';

const person = {
  $defs: { name: { type: 'string', minLength: 2 }, 'a/b~c': { $anchor: 'slash', type: 'integer' } },
  type: 'object',
  properties: {
    name: { $ref: '#/$defs/name' },
    born: { type: 'string', format: 'date' },
    age: { $ref: '#/$defs/a~1b~0c' },
    rank: { $ref: '#slash' },
    friends: { type: 'array', items: { $ref: '#' } },
    pair: { prefixItems: [{ type: 'string' }], items: false },
    kind: { enum: [{ $ref: '#/nowhere' }] },
  },
  required: ['name'],
  unevaluatedProperties: false,
};

test.for([
  { name: 'Ada', born: '1815-12-10', age: 36, rank: 1, friends: [{ name: 'Bo' }], pair: ['a'] },
  { name: 'Ada', kind: { $ref: '#/nowhere' } },
])('%j matches the schema', async (value) => {
  const check = await createJsonCheck(person);
  expect(check(JSON.stringify(value))).toBeUndefined();
});

test.for([
  [{ name: 'A' }, /name/],
  [{}, /"name"/],
  [{ name: 'Ada', born: 'in 1815' }, /date/],
  [{ name: 'Ada', age: 1.5 }, /integer/],
  [{ name: 'Ada', rank: 'one' }, /integer/],
  [{ name: 'Ada', friends: [{ name: 'Bo', friends: [{}] }] }, /"name"/],
  [{ name: 'Ada', pair: ['a', 'b'] }, /pair/],
  [{ name: 'Ada', other: 1 }, /other/],
  ['Ada', /object/],
] as const)('%j does not match the schema', async ([value, reason]) => {
  const check = await createJsonCheck(person);
  expect(check(JSON.stringify(value))).toMatch(/^it does not match json_schema \(/);
  expect(check(JSON.stringify(value))).toMatch(reason);
});

test.for<[object, RegExp]>([
  [{ type: 'nonsense' }, /type/],
  [{ type: 'object', required: 'name' }, /required/],
  [{ properties: { name: { minLength: -1 } } }, /minLength/],
  [{ properties: { name: { pattern: '(' } } }, /pattern/],
  [{ properties: { name: { $ref: '#/$defs/missing' } } }, /\$ref "#\/\$defs\/missing" cannot be resolved/],
  [{ items: { $ref: 'https://example.com/person.json' } }, /\$ref "https:.* cannot be resolved/],
  [{ $schema: 'http://json-schema.org/draft-03/schema#' }, /draft/],
] as const)('%j cannot be used, and that is said before anything is paid for', async ([schema, reason]) => {
  const failure = await createJsonCheck(schema as Record<string, unknown>).catch((error: unknown) => error);
  expect(failure).toMatchObject({ kind: 'input', what: expect.stringMatching(reason) });
});

test('the schema of the caller is not written into', async () => {
  const check = await createJsonCheck(Object.freeze(structuredClone(person)));
  expect(check('{"name":"Ada"}')).toBeUndefined();
});

test('a value deeper than the stack is reported, not thrown', async () => {
  const check = await createJsonCheck({ type: 'array', items: { $ref: '#' } });
  expect(check('['.repeat(9000) + ']'.repeat(9000))).toMatch(/nested too deeply|it is not JSON/);
});
