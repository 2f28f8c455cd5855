import meta from 'ajv/lib/refs/json-schema-draft-07.json' with { type: 'json' };
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/server/validators/cf-worker';

type Schema = Readonly<Record<string, unknown>>;

/** Says what is wrong with a value; undefined where nothing is. */
export type SchemaCheck = (value: unknown) => string | undefined;

/** Of these the values are data, whatever they look like. */
const DATA = new Set(['const', 'default', 'enum', 'examples']);

/**
 * A check of values against a JSON Schema of any draft since 6.
 *
 * @throws {Error} When the schema cannot be used: the validator itself would find out only while it validates, after the
 *   answer was paid for.
 */
export function compileSchema(schema: Schema): SchemaCheck {
  // The validator writes into the schemas that it is given.
  const validate = toCheck(structuredClone(schema));
  const fault = checkSchema()(schema) ?? unresolvedReference(schema);
  if (fault !== undefined) throw new Error(fault);
  return validate;
}

function toCheck(schema: Schema): SchemaCheck {
  const validate = new CfWorkerJsonSchemaValidator().getValidator(schema);
  return (value) => {
    const result = validate(value);
    return result.valid ? undefined : innermost(result.errorMessage);
  };
}

/** Of `#: …; #/friends: …; #/friends/0: …` the last: the others only lead to it. */
function innermost(faults: string): string {
  return faults.slice(faults.lastIndexOf('; #') + 1).trim();
}

/** What draft 7 demands of a schema; of later keywords it says nothing. */
function checkSchema(): SchemaCheck {
  return toCheck(structuredClone(meta));
}

function unresolvedReference(root: Schema): string | undefined {
  const parts = [...partsOf(root)];
  const names = new Set(parts.flatMap(({ $id, $anchor }) => [$id, `#${String($anchor)}`]));
  const hasOtherBase = parts.some(({ $id }, index) => index > 0 && typeof $id === 'string');
  for (const { $ref } of parts) {
    if (typeof $ref !== 'string' || names.has($ref) || hasOtherBase) continue;
    if (!$ref.startsWith('#') || !pointsInto(root, $ref.slice(1))) return `$ref "${$ref}" cannot be resolved`;
  }
  return undefined;
}

/** A schema, and all the schemas in it. */
function* partsOf(part: unknown): Generator<Schema> {
  if (typeof part !== 'object' || part === null) return;
  if (!Array.isArray(part)) yield part as Schema;
  for (const [key, inner] of Object.entries(part)) if (!DATA.has(key)) yield* partsOf(inner);
}

/** @param pointer - As RFC 6901 has it: `/$defs/a~1b`. */
function pointsInto(root: Schema, pointer: string): boolean {
  let place: unknown = root;
  for (const step of decodeURIComponent(pointer).split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, name)) return false;
    place = (place as Schema)[name];
  }
  return pointer === '' || pointer.startsWith('/');
}
