import { asArray, asObject, type Json } from './task.ts';

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
  if (choice !== undefined) return instanceOf(choice, root, depth + 1);
  const all = asArray(node['allOf']);
  if (all.length > 0) return Object.assign({}, ...all.map((part) => instanceOf(part, root, depth + 1)));
  return instanceOfType(node, root, depth);
}

function instanceOfType(node: Json, root: Json, depth: number): unknown {
  const type = [node['type']].flat()[0] ?? (node['properties'] ? 'object' : 'string');
  if (type === 'object') {
    const properties = asObject(node['properties']);
    const required = asArray(node['required']).map(String);
    return Object.fromEntries(required.map((name) => [name, instanceOf(properties[name], root, depth + 1)]));
  }
  if (type === 'array') {
    const length = Number(node['minItems'] ?? 0);
    return Array.from({ length }, () => instanceOf(node['items'], root, depth + 1));
  }
  if (type === 'integer') return Math.ceil(Number(node['minimum'] ?? 1));
  if (type === 'number') return Number(node['minimum'] ?? 1);
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  return 'sandbox'.padEnd(Number(node['minLength'] ?? 0), '.').slice(0, Number(node['maxLength'] ?? 64));
}

function resolve(node: Json, root: Json): Json {
  const reference = node['$ref'];
  if (typeof reference !== 'string') return node;
  const path = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  return asObject(path.reduce<unknown>((value, name) => asObject(value)[name], root));
}
