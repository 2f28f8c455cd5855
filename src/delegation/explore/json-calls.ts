import { completeJson } from './complete-json.ts';
import { readProjectCall } from './project-call.ts';

/** A call as it was written; whether it makes sense is found out later. */
export interface WrittenCall {
  readonly name: string;
  readonly arguments: string;
}

interface JsonCallOptions {
  /** Whether arguments without the function's name are a call; not where the answer is to be JSON itself. */
  readonly mayBeBare: boolean;
  /** Whether other functions may be named: what is around the JSON says that it is a call. */
  readonly mayBeUnknown: boolean;
}

/** The calls in a JSON text, in the shapes that models write; none where any of it is something else. */
export function callsInJson(json: string, options: JsonCallOptions): WrittenCall[] {
  const value = completeJson(json.trim());
  const list: unknown = isObject(value) && Array.isArray(value['tool_calls']) ? value['tool_calls'] : value;
  const calls = (Array.isArray(list) ? list : [list]).map((item) => callIn(item, options));
  return calls.every((call) => call !== undefined) ? calls : [];
}

function callIn(value: unknown, { mayBeBare, mayBeUnknown }: JsonCallOptions): WrittenCall | undefined {
  if (!isObject(value)) return undefined;
  const inner = isObject(value['function']) ? value['function'] : value;
  const { name, arguments: given = inner['parameters'] } = inner;
  if (typeof name === 'string' && (isObject(given) || typeof given === 'string')) {
    if (name !== 'project' && !mayBeUnknown) return undefined;
    return { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) };
  }
  if (!mayBeBare || !Object.keys(value).every((key) => ARGUMENTS.has(key))) return undefined;
  const bare = JSON.stringify(value);
  return 'problem' in readProjectCall('project', bare) ? undefined : { name: 'project', arguments: bare };
}

const ARGUMENTS = new Set(['action', 'path', 'pattern', 'from', 'to']);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
