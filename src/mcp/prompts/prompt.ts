import { completable, type McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';

/** One argument of a prompt: what it is for, and what a client may suggest for it. */
interface Argument {
  readonly description: string;
  readonly isRequired?: boolean;
  readonly suggestions?: readonly string[];
}

export interface Prompt<Name extends string = string> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: Readonly<Record<Name, Argument>>;
  /** The instructions for the calling agent. */
  readonly write: (given: Readonly<Partial<Record<Name, string>>>) => string;
}

/** One prompt, its arguments and its text type-checked together. */
export function definePrompt<Name extends string>(prompt: Prompt<Name>): Prompt<Name> {
  return prompt;
}

export function registerPrompt<Name extends string>(server: McpServer, prompt: Prompt<Name>): void {
  const { name, title, description, write } = prompt;
  const entries = Object.entries<Argument>(prompt.arguments).map(([argument, definition]) => [
    argument,
    toSchema(definition),
  ]);
  const argsSchema = z.object(Object.fromEntries(entries) as Record<string, z.ZodType<string | undefined>>);
  server.registerPrompt(name, { title, description, argsSchema }, (given) => {
    const text = write(withoutBlanks(given as Partial<Record<Name, string>>));
    return { description, messages: [{ role: 'user', content: { type: 'text', text } }] };
  });
}

/** A form that a person leaves empty comes as empty text. */
function withoutBlanks<Name extends string>(given: Partial<Record<Name, string>>) {
  const entries = Object.entries<string | undefined>(given).filter(([, value]) => value?.trim());
  return Object.fromEntries(entries) as Partial<Record<Name, string>>;
}

function toSchema({ description, isRequired = false, suggestions = [] }: Argument) {
  const text = (isRequired ? z.string().regex(/\S/, 'must not be blank') : z.string()).describe(description);
  const complete = (begun: string) =>
    suggestions.filter((suggestion) => suggestion.toLowerCase().startsWith(begun.toLowerCase()));
  const schema = suggestions.length > 0 ? completable(text, complete) : text;
  return isRequired ? schema : schema.optional();
}

/** Model ids that stay the same; list_models has the others. */
export const MODEL_SUGGESTIONS = ['deepseek-v4-pro', 'deepseek-v4-flash'] as const;

/** Asks for `model` in the call; empty where none was given. */
export function modelClause(model: string | undefined): string {
  return model ? ` Pass model "${model}".` : '';
}
