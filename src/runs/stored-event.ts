import type { ChatEvent } from '../chat/event.ts';
import type { Usage } from '../chat/usage.ts';

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The event in a record; undefined for what this version does not know or cannot use. */
export function parseEvent(value: unknown): ChatEvent | undefined {
  if (!isObject(value)) return undefined;
  const { type, text } = value;
  if (type === 'text-delta') return typeof text === 'string' ? { type, text } : undefined;
  if (type === 'reasoning-delta') {
    return typeof text === 'string' ? { type, text, ...onlyStrings(value, ['signature']) } : undefined;
  }
  if (type === 'tool-call-delta') {
    const { index } = value;
    if (index !== null && typeof index !== 'number') return undefined;
    return { type, index, ...onlyStrings(value, ['id', 'name', 'arguments']) };
  }
  if (type === 'usage') return isObject(value['usage']) ? { type, usage: counts(value['usage']) } : undefined;
  if (type === 'finish') {
    return typeof value['reason'] === 'string' ? { type, reason: value['reason'] } : undefined;
  }
  return type === 'end' ? { type } : undefined;
}

function onlyStrings<Name extends string>(
  value: Record<string, unknown>,
  names: readonly Name[],
): { [name in Name]?: string } {
  const entries = names.flatMap((name) => (typeof value[name] === 'string' ? [[name, value[name]]] : []));
  return Object.fromEntries(entries) as { [name in Name]?: string };
}

const COUNTS: readonly (keyof Usage)[] = [
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'total_tokens',
];

function counts(value: Record<string, unknown>): Partial<Usage> {
  const usage: Partial<Usage> = {};
  for (const name of COUNTS) {
    const count = value[name];
    if (count === null || typeof count === 'number') usage[name] = count;
  }
  return usage;
}
