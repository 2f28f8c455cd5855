import { Command } from 'commander';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { addArguments } from '../../src/cli/options/arguments.ts';
import { argumentSchemas, expectation, valueKind } from '../../src/cli/options/argument-schema.ts';
import { flagOf, isArgument } from '../../src/cli/options/flag-names.ts';
import { WORDING } from '../../src/cli/options/wording.ts';
import { chatArguments, streamArguments } from '../../src/delegation/arguments/arguments.ts';

const schema = z.strictObject({
  prompt: z.string().optional(),
  files: z.array(z.string()).min(1).optional().describe('From the schema'),
  max_tokens: z.int().positive().optional(),
  top_p: z.number().min(0).max(1).optional(),
  overwrite: z.boolean().optional(),
  thinking: z.enum(['enabled', 'disabled']).optional(),
  json_schema: z.record(z.string(), z.unknown()).optional(),
  tool_choice: z.union([z.enum(['none', 'auto']), z.strictObject({ name: z.string() })]).optional(),
  save_to: z.string().min(1).optional(),
});

/** What the words of a command line are read as. */
async function read(...words: string[]): Promise<unknown> {
  const command = new Command('try').exitOverride().configureOutput({ writeErr: () => undefined });
  const readArguments = addArguments(command, { schema, wording: {}, positional: ['prompt'] });
  command.parse(words, { from: 'user' });
  return readArguments({ prompt: 'Hi' });
}

test('each type of argument is given as people would give it', async () => {
  const words =
    '--file a.ts --file b.ts --max-tokens 9 --top-p 0.5 --overwrite --thinking enabled --out x.md';

  expect(await read(...words.split(' '), '--json-schema', '{"a":1}', '--tool-choice', 'auto')).toEqual({
    prompt: 'Hi',
    files: ['a.ts', 'b.ts'],
    max_tokens: 9,
    top_p: 0.5,
    overwrite: true,
    thinking: 'enabled',
    json_schema: { a: 1 },
    tool_choice: 'auto',
    save_to: 'x.md',
  });
  expect(await read('--tool-choice', '{"name":"look"}')).toMatchObject({ tool_choice: { name: 'look' } });
});

test.for([
  ['--top-p hot', '`--top-p` must be a number from 0 to 1, got "hot".'],
  ['--top-p 2', '`--top-p` must be a number from 0 to 1, got 2.'],
  ['--max-tokens 0', '`--max-tokens` must be a whole number, at least 1, got 0.'],
  ['--max-tokens 1.5', '`--max-tokens` must be a whole number, at least 1, got 1.5.'],
  ['--thinking maybe', '`--thinking` must be one of enabled, disabled, got "maybe".'],
  ['--json-schema x', '`--json-schema` is not JSON'],
  ['--json-schema []', '`--json-schema` is [] ('],
  ['--tool-choice {"x":1}', '`--tool-choice` is'],
] as const)('%s is refused: %s', async ([words, message]) => {
  await expect(read(...words.split(' '))).rejects.toThrow(message);
});

test('the help has the description of the schema where no other is given', () => {
  const command = new Command('try');
  addArguments(command, {
    schema,
    wording: { save_to: { value: 'path', help: 'For people' } },
    positional: ['prompt'],
  });
  const help = command.helpInformation();

  expect(help).toMatch(/--file <text> +from the schema \(repeatable\)/);
  expect(help).toMatch(/--out <path> +For people/);
  expect(help).not.toContain('--prompt');
});

const FOR_AGENTS_ONLY = new Set(['prompt', 'for_each', 'run_id', 'cancel', 'undo', 'offset']);

test('every argument of the tools is known to messages by its flag, and has words for people', () => {
  const names = new Set([...Object.keys(chatArguments.shape), ...Object.keys(streamArguments.shape)]);
  const given = [...names].filter((name) => !FOR_AGENTS_ONLY.has(name));

  expect(given.filter((name) => !isArgument(name))).toEqual([]);
  expect(given.filter((name) => !(name in WORDING))).toEqual([]);
  for (const name of given) expect(flagOf(name)).toMatch(/^--[a-z]+(?:-[a-z]+)*$/);
});

test.for([schema, chatArguments, streamArguments])(
  'arguments are as clients of the server see them',
  (input) => {
    const { properties = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
    const ours = argumentSchemas(input);

    expect(Object.keys(ours)).toEqual(Object.keys(properties));
    for (const [name, theirs] of Object.entries(properties as typeof ours)) {
      const own = ours[name] ?? {};
      expect([name, own.type, own.description, own.enum]).toEqual([
        name,
        theirs.type,
        theirs.description,
        theirs.enum,
      ]);
      expect([name, valueKind(own), expectation(own)]).toEqual([
        name,
        valueKind(theirs),
        expectation(theirs),
      ]);
    }
  },
);
