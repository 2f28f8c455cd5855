import { closestMatch } from 'leven';
import type * as z from 'zod';
import { DelegateError } from '../../errors.ts';
import { shorten } from '../../text/cut.ts';
import { convertArguments, type UnknownName } from './convert-arguments.ts';
import { describeIssue } from './describe-issue.ts';

const SHOWN_PROBLEMS = 3;
const SHOWN_CHARACTERS = 60;

/**
 * Reads arguments leniently (see {@link convertArguments}), then checks them.
 *
 * @param caller - What the message names: a tool or a command.
 * @throws {DelegateError} `input`, with the values that do not fit, and the known names for one that is unknown.
 */
export function parseArguments<Shape extends z.ZodRawShape>(
  caller: string,
  input: z.ZodObject<Shape>,
  given: unknown,
): z.infer<z.ZodObject<Shape>> {
  const { value, unknown } = convertArguments(input, given);
  const parsed = input.safeParse(value);
  if (parsed.success && unknown.length === 0) return parsed.data;
  const issues = parsed.error?.issues.map((issue) => describeIssue(issue, value)) ?? [];
  const problems = [...unknown.map(describeUnknown), ...issues].slice(0, SHOWN_PROBLEMS);
  const [first] = unknown;
  throw new DelegateError(
    'input',
    `${caller} was not called: ${problems.join('; ')}.`,
    `${first ? listKnown(first) : ''}Correct the call and send it again.`,
  );
}

function describeUnknown({ path, name, known }: UnknownName): string {
  const isPart = (other: string) => name.length > 3 && other.includes(name);
  const closest =
    closestMatch(name, known, { maxDistance: Math.max(2, Math.floor(name.length / 3)) }) ??
    known.find(isPart);
  const hint = closest === undefined ? '' : ` (did you mean "${closest}"?)`;
  const shown = JSON.stringify(shorten(name, SHOWN_CHARACTERS));
  return path === '' ? `there is no argument ${shown}${hint}` : `${path} has no field ${shown}${hint}`;
}

function listKnown({ path, known }: UnknownName): string {
  const names = known.join(', ') || 'none';
  return path === '' ? `It takes these arguments: ${names}. ` : `The fields of ${path} are: ${names}. `;
}
