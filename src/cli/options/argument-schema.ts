import * as z from 'zod';

/** As much of an argument's JSON Schema as decides how it is given on the command line. */
export interface ArgumentSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: { readonly type?: string };
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/**
 * The arguments of a tool or a command by name, as clients of the server see them. Read from the schemas themselves:
 * to convert all that is inside of them would take a tenth of a command's time.
 */
export function argumentSchemas(input: z.ZodObject): Record<string, ArgumentSchema> {
  return Object.fromEntries(
    Object.entries(input.shape).map(([name, argument]) => {
      const { description } = argument as z.ZodType;
      return [name, { ...readSchema(argument as z.ZodType), ...(description && { description }) }];
    }),
  );
}

function readSchema(schema: z.ZodType): ArgumentSchema {
  if (schema instanceof z.ZodOptional) return readSchema(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodEnum) return { type: 'string', enum: schema.options.map(String) };
  if (schema instanceof z.ZodString) return { type: 'string' };
  if (schema instanceof z.ZodBoolean) return { type: 'boolean' };
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodObject) return { type: 'object' };
  if (schema instanceof z.ZodArray) {
    const { type } = readSchema(schema.element as z.ZodType);
    return { type: 'array', ...(type && { items: { type } }) };
  }
  return schema instanceof z.ZodNumber ? (z.toJSONSchema(schema) as ArgumentSchema) : {};
}

export type ValueKind = 'flag' | 'number' | 'list' | 'text' | 'json';

export function valueKind({ type, items }: ArgumentSchema): ValueKind {
  if (type === 'boolean') return 'flag';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'array' && items?.type === 'string') return 'list';
  return type === 'string' ? 'text' : 'json';
}

/** What a value has to be, to go on after "must be". */
export function expectation(schema: ArgumentSchema): string | undefined {
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (valueKind(schema) !== 'number') return undefined;
  const name = schema.type === 'integer' ? 'a whole number' : 'a number';
  const { minimum, exclusiveMinimum, maximum = Number.MAX_SAFE_INTEGER } = schema;
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1);
  if (least === undefined || least <= Number.MIN_SAFE_INTEGER) return name;
  return maximum < Number.MAX_SAFE_INTEGER
    ? `${name} from ${least} to ${maximum}`
    : `${name}, at least ${least}`;
}
