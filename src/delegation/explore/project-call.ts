import * as z from 'zod';
import { completeJson } from './complete-json.ts';

/** What DeepSeek asks of the project. Lines and results count from 1; `path` is the first root where it is absent. */
export type ProjectCall =
  | { readonly action: 'list'; readonly path: string; readonly from: number | undefined }
  | {
      readonly action: 'search';
      readonly path: string;
      readonly pattern: string;
      readonly from: number | undefined;
    }
  | {
      readonly action: 'read';
      readonly path: string;
      readonly from: number | undefined;
      readonly to: number | undefined;
    };

/** A call that cannot be answered: words for DeepSeek, with a call that would be right. */
export interface WrongCall {
  readonly problem: string;
}

const EXAMPLES = {
  list: '{"action":"list","path":"src"}',
  search: '{"action":"search","pattern":"retry","path":"src"}',
  read: '{"action":"read","path":"src/a.ts","from":1,"to":80}',
} as const;

const ALL = Object.values(EXAMPLES).join(' or ');

const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);
/** Models write numbers as text, and 0 or an empty text for none. */
const place = z
  .union([z.number(), z.string().regex(/^\d*$/).transform(Number)])
  .nullish()
  .transform((value) => value || undefined)
  .pipe(z.int().min(1).optional());
const shape = z.object({
  action: z.enum(['list', 'search', 'read']),
  path: text,
  pattern: text,
  from: place,
  to: place,
});

/** @param given - The arguments as upstream sent them: a JSON text, perhaps without its end. */
export function readProjectCall(name: string, given: string): ProjectCall | WrongCall {
  if (name !== 'project') return wrong(`There is no function ${JSON.stringify(name)}: only "project"`, ALL);
  const value = completeJson(given);
  if (value === undefined) return wrong('The arguments are not valid JSON', ALL);
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'the arguments';
    return wrong(`The value of ${where} is missing or wrong`, ALL);
  }
  const { action, path, pattern, from, to } = parsed.data;
  if (action === 'list') return { action, path: path ?? '.', from };
  if (action === 'search')
    return pattern === undefined
      ? wrong('"search" needs a pattern', EXAMPLES.search)
      : { action, path: path ?? '.', pattern, from };
  if (path === undefined) return wrong('"read" needs the path of a file', EXAMPLES.read);
  if (from !== undefined && to !== undefined && from > to)
    return wrong(`"from" (${from}) is after "to" (${to})`, EXAMPLES.read);
  return { action, path, from, to };
}

function wrong(what: string, example: string): WrongCall {
  return { problem: `${what}. Call project with ${example}.` };
}
