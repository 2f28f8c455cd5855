import { asArray, asObject, asText, type Json } from './task.ts';

const MAX_DEPTH = 20;

/** The smallest value that satisfies a JSON Schema of the everyday kind: required members, first choices. */
export function instanceOf(schema: unknown, root = asObject(schema), depth = 0): unknown {
  const node = resolve(asObject(schema), root);
  if (depth > MAX_DEPTH) return null;
  if ('const' in node) return node['const'];
  if ('default' in node) return node['default'];
  const [first] = asArray(node['enum']);
  if (first !== undefined) return first;
  const [choice] = [...asArray(node['anyOf']), ...asArray(node['oneOf'])];
  const all = [...(choice === undefined ? [] : [choice]), ...asArray(node['allOf'])];
  if (all.length > 0) {
    const parts = all.map((part) => instanceOf(part, root, depth + 1));
    const own = node['properties'] ? [instanceOfType(node, root, depth)] : [];
    const areObjects = parts.every(
      (part) => typeof part === 'object' && part !== null && !Array.isArray(part),
    );
    return areObjects ? Object.assign({}, ...own, ...parts) : parts[0];
  }
  return instanceOfType(node, root, depth);
}

function instanceOfType(node: Json, root: Json, depth: number): unknown {
  const given = asText([node['type']].flat()[0]) || (node['properties'] ? 'object' : 'string');
  // Google writes its types in capitals.
  const type = given.toLowerCase();
  if (type === 'object') {
    const properties = asObject(node['properties']);
    const required = asArray(node['required']).map(String);
    return Object.fromEntries(required.map((name) => [name, instanceOf(properties[name], root, depth + 1)]));
  }
  if (type === 'array') {
    const length = Number(node['minItems'] ?? 0);
    return Array.from({ length }, (_, index) => {
      const item = instanceOf(node['items'], root, depth + 1);
      return node['uniqueItems'] && typeof item === 'number' ? item + index : item;
    });
  }
  if (type === 'integer') return Math.ceil(leastOf(node));
  if (type === 'number') return leastOf(node);
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  const example = FORMATS[String(node['format'])] ?? 'sandbox';
  return example.padEnd(Number(node['minLength'] ?? 0), '.').slice(0, Number(node['maxLength'] ?? Infinity));
}

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  email: 'sandbox@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function leastOf({ minimum, exclusiveMinimum, maximum }: Json): number {
  if (minimum !== undefined) return Number(minimum);
  if (exclusiveMinimum !== undefined) return Number(exclusiveMinimum) + 1;
  return Math.min(1, Number(maximum ?? 1));
}

function resolve(node: Json, root: Json): Json {
  const reference = node['$ref'];
  if (typeof reference !== 'string') return node;
  const path = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  return asObject(path.reduce<unknown>((value, name) => asObject(value)[name], root));
}
