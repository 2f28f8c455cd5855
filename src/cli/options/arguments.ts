import { Option, type Command } from 'commander';
import type * as z from 'zod';
import { DelegateError } from '../../errors.ts';
import { commandName } from '../../command-name.ts';
import { argumentSchemas, expectation, valueKind, type ArgumentSchema } from './argument-schema.ts';
import { flagOf } from './flag-names.ts';
import { readJson } from './json-value.ts';

/** How people are told about an argument, where it should not be as agents are. */
export interface Wording {
  /** Name of the value in the help. */
  readonly value?: string;
  readonly help?: string;
}

export interface ArgumentOptions<Shape extends z.ZodRawShape> {
  readonly schema: z.ZodObject<Shape>;
  readonly wording: Readonly<Partial<Record<keyof Shape, Wording>>>;
  /** Arguments that are given in another way than by a flag. */
  readonly positional: readonly (keyof Shape)[];
  readonly required?: readonly (keyof Shape)[];
}

/** Reads the arguments that were given on the command line, under their own names. */
export type ReadArguments<Shape extends z.ZodRawShape> = (
  positional: Readonly<Partial<Record<keyof Shape, unknown>>>,
) => Promise<z.infer<z.ZodObject<Shape>>>;

const SHOWN_VALUE = 60;
const SHOWN_PROBLEMS = 3;

/**
 * Gives a command an option for each argument of a schema: its name in kebab case, its type, its description.
 *
 * @returns What reads them once the command runs; it throws a DelegateError of kind `input` that names the flag, the
 *   value and what is expected.
 */
export function addArguments<Shape extends z.ZodRawShape>(
  command: Command,
  { schema, wording, positional, required = [] }: ArgumentOptions<Shape>,
): ReadArguments<Shape> {
  const schemas = argumentSchemas(schema);
  const options = new Map<string, Option>();
  for (const [name, argument] of Object.entries(schemas)) {
    if (positional.includes(name)) continue;
    const option = toOption(name, argument, wording[name] ?? {}).makeOptionMandatory(required.includes(name));
    options.set(name, option);
    command.addOption(option);
  }
  return async (given) => {
    const values: Record<string, unknown> = { ...given };
    for (const [name, option] of options) {
      const value: unknown = command.getOptionValue(option.attributeName());
      if (value !== undefined) values[name] = await toValue(name, value, schemas[name] ?? {});
    }
    const parsed = schema.safeParse(values);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues
      .slice(0, SHOWN_PROBLEMS)
      .map((issue) => describe(issue, values, schemas));
    throw new DelegateError(
      'input',
      `${problems.join('; ')}.`,
      `"${commandName()} ${command.name()} --help" lists the options.`,
    );
  };
}

function toOption(name: string, schema: ArgumentSchema, { value, help }: Wording): Option {
  const kind = valueKind(schema);
  const shown =
    value ??
    schema.enum?.join('|') ??
    { flag: '', number: 'number', list: 'text', text: 'text', json: 'json' }[kind];
  const flags = kind === 'flag' ? flagOf(name) : `${flagOf(name)} <${shown}>`;
  const text = help ?? lowerFirst(schema.description ?? '');
  const option = new Option(flags, kind === 'list' ? `${text} (repeatable)` : text);
  return kind === 'list'
    ? option.argParser((one: string, all: string[] | undefined) => [...(all ?? []), one])
    : option;
}

/** As the rest of the help is written; names such as JSON stay. */
function lowerFirst(text: string): string {
  return text.replace(/^[A-Z](?=[a-z ])(?!penAI)/, (letter) => letter.toLowerCase());
}

async function toValue(name: string, value: unknown, schema: ArgumentSchema): Promise<unknown> {
  if (typeof value !== 'string') return value;
  const kind = valueKind(schema);
  if (kind === 'number') return toNumber(value);
  // An argument of several types may also be a plain word.
  const isJson = kind === 'json' && (schema.type !== undefined || /^\s*[{[@]/.test(value));
  return isJson ? readJson(flagOf(name), value) : value;
}

/** What is no number stays as it is, for the message that refuses it. */
function toNumber(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

function describe(
  { path, message }: z.core.$ZodIssue,
  values: Readonly<Record<string, unknown>>,
  schemas: Readonly<Record<string, ArgumentSchema>>,
): string {
  const [name = '', ...inner] = path.map(String);
  const flag = `\`${flagOf(name)}\``;
  if (inner.length > 0) return `${flag} is not valid at ${inner.join('.')} (${message})`;
  const expected = expectation(schemas[name] ?? {});
  const given = values[name];
  const value = (JSON.stringify(given) ?? 'missing').slice(0, SHOWN_VALUE);
  return expected ? `${flag} must be ${expected}, got ${value}` : `${flag} is ${value} (${message})`;
}
