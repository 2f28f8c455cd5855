import * as z from 'zod';
import { DelegateError } from '../errors.ts';

/**
 * Checks arguments against a strict schema.
 *
 * @param caller - What the message names: a tool or a command.
 * @throws {DelegateError} `input`, with the values that do not fit and the arguments that there are.
 */
export function parseArguments<Shape extends z.ZodRawShape>(
  caller: string,
  input: z.ZodObject<Shape>,
  given: unknown,
): z.infer<z.ZodObject<Shape>> {
  const parsed = input.safeParse(given);
  if (parsed.success) return parsed.data;
  const known = Object.keys(input.shape).join(', ') || 'none';
  const problems = parsed.error.issues.slice(0, 3).map((issue) => describe(issue, given));
  throw new DelegateError(
    'input',
    `${caller} was not called: ${problems.join('; ')}.`,
    `It takes these arguments: ${known}. Correct the call and send it again.`,
  );
}

function describe(issue: z.core.$ZodIssue, given: unknown): string {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `"${key.slice(0, 60)}"`).join(', ');
    return `${path ? `${path} has` : 'there is'} no argument ${names}`;
  }
  const value = issue.path.reduce<unknown>(
    (container, key) => (container as Record<PropertyKey, unknown> | undefined)?.[key],
    given,
  );
  const shown = value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
  return `${path || 'the arguments'} is ${shown} (${issue.message})`;
}
