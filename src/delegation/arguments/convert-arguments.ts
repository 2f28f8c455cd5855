import * as z from 'zod';

/** A name that the schema does not have. */
export interface UnknownName {
  /** Of the object that has it; empty for the arguments themselves. */
  readonly path: string;
  readonly name: string;
  /** The names that there are. */
  readonly known: readonly string[];
}

/** What some hosts add to the arguments of every tool. */
const HOST_ARGUMENTS: ReadonlySet<string> = new Set(['toolCallId', 'sessionId', 'action', 'chatInput']);
/** What SDKs write into the messages that they return, beside what was said. */
const SDK_FIELDS: ReadonlySet<string> = new Set([
  'annotations',
  'index',
  'logprobs',
  'parsed',
  'parsed_arguments',
  'provider_specific_fields',
]);
/** Where an empty text means something else than none. */
const KEEPS_EMPTY: ReadonlySet<string> = new Set(['system']);

/**
 * Reads arguments as models and clients write them: null and what is empty count as absent, JSON in a string
 * is converted where the schema has something else than a string, and one value becomes a list of one.
 * What fits no better stays as it is, for the schema to refuse.
 *
 * @param given - An object; anything else is returned as it is.
 */
export function convertArguments(
  schema: z.ZodObject,
  given: unknown,
): { value: unknown; unknown: readonly UnknownName[] } {
  const unknown: UnknownName[] = [];
  const args = given ?? {};
  if (!isObject(args)) return { value: given, unknown };
  const entries = Object.entries(args).filter(([name, value]) =>
    Object.hasOwn(schema.shape, name) ? !isAbsent(name, value) : !HOST_ARGUMENTS.has(name),
  );
  const value = convertObject(schema, Object.fromEntries(entries), '', unknown);
  // A list that was written as a string may be empty, too.
  return { value: Object.fromEntries(Object.entries(value).filter((entry) => !isAbsent(...entry))), unknown };
}

function isAbsent(name: string, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return value === '' && !KEEPS_EMPTY.has(name);
}

function convert(schema: z.core.$ZodType, value: unknown, path: string, unknown: UnknownName[]): unknown {
  if (schema instanceof z.ZodOptional) return convertOptional(schema.unwrap(), value, path, unknown);
  if (schema instanceof z.ZodDefault) return convert(schema.unwrap(), value, path, unknown);
  if (schema instanceof z.ZodUnion) return convertUnion(schema, value, path, unknown);
  if (schema instanceof z.ZodArray) {
    const list = toList(value, schema.element);
    if (!Array.isArray(list)) return list;
    return list.map((element, at) => convert(schema.element, element, join(path, at), unknown));
  }
  if (schema instanceof z.ZodObject) {
    const object = fromJson(value, isObject);
    return isObject(object) ? convertObject(schema, object, path, unknown) : object;
  }
  if (schema instanceof z.ZodRecord) return fromJson(value, isObject);
  if (schema instanceof z.ZodNumber) return fromJson(value, (parsed) => typeof parsed === 'number');
  if (schema instanceof z.ZodBoolean) {
    const text = typeof value === 'string' ? value.toLowerCase() : value;
    return fromJson(text, (parsed) => typeof parsed === 'boolean');
  }
  return value;
}

function convertOptional(
  schema: z.core.$ZodType,
  value: unknown,
  path: string,
  unknown: UnknownName[],
): unknown {
  if (value === null && !z.safeParse(schema, null).success) return undefined;
  if (value === 'null' && !(schema instanceof z.ZodString || schema instanceof z.ZodArray)) return undefined;
  if (Array.isArray(value) && value.length === 0 && schema instanceof z.ZodArray) return undefined;
  return convert(schema, value, path, unknown);
}

function convertObject(
  schema: z.ZodObject,
  object: Record<string, unknown>,
  path: string,
  unknown: UnknownName[],
): Record<string, unknown> {
  const entries = Object.entries(object).flatMap(([name, value]) => {
    const field = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    if (field) {
      const converted = convert(field, value, join(path, name), unknown);
      return converted === undefined ? [] : [[name, converted] as const];
    }
    const isIgnored = path !== '' && (isEmpty(value) || SDK_FIELDS.has(name));
    if (!isIgnored) unknown.push({ path, name, known: Object.keys(schema.shape) });
    return [];
  });
  return Object.fromEntries(entries);
}

/** The first form that fits; where only unknown names are in the way, these are reported. */
function convertUnion(schema: z.ZodUnion, value: unknown, path: string, unknown: UnknownName[]): unknown {
  let second: { converted: unknown; names: UnknownName[] } | undefined;
  for (const option of schema.options) {
    const names: UnknownName[] = [];
    const converted = convert(option, value, path, names);
    if (!z.safeParse(option, converted).success) continue;
    if (names.length === 0) return converted;
    second ??= { converted, names };
  }
  unknown.push(...(second?.names ?? []));
  return second?.converted ?? value;
}

function toList(value: unknown, element: z.core.$ZodType): unknown {
  const list = fromJson(
    value,
    (parsed) => Array.isArray(parsed) || (isObject(parsed) && !(element instanceof z.ZodString)),
  );
  if (isObject(list)) return [list];
  return typeof list === 'string' && element instanceof z.ZodString ? [list] : list;
}

/** The value in a string of JSON, where it is of the right kind; anything else as it is. */
function fromJson(value: unknown, isRight: (parsed: unknown) => boolean): unknown {
  if (typeof value !== 'string') return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return isRight(parsed) ? parsed : value;
  } catch {
    return value;
  }
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '') return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, name: string | number): string {
  return path === '' ? String(name) : `${path}.${name}`;
}
