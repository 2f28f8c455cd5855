import { completable, type McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';

/** One argument of a prompt: what it is for, and what a client may offer for it. */
interface Argument {
  readonly description: string;
  readonly isRequired?: boolean;
  readonly offers?: readonly string[];
}

export interface Prompt<Name extends string = string> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: Readonly<Record<Name, Argument>>;
  /** What the calling agent is told to do. */
  readonly write: (given: Readonly<Partial<Record<Name, string>>>) => string;
}

/** One prompt: its arguments and its words, checked together. */
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
  server.registerPrompt(name, { title, description, argsSchema }, (given) => ({
    description,
    messages: [
      { role: 'user', content: { type: 'text', text: write(given as Partial<Record<Name, string>>) } },
    ],
  }));
}

function toSchema({ description, isRequired = false, offers = [] }: Argument) {
  const text = z.string().describe(description);
  const complete = (begun: string) =>
    offers.filter((offer) => offer.toLowerCase().startsWith(begun.toLowerCase()));
  const schema = offers.length > 0 ? completable(text, complete) : text;
  return isRequired ? schema : schema.optional();
}

/** The models whose names do not change; list_models has the rest. */
export const MODEL_OFFERS = ['deepseek-v4-pro', 'deepseek-v4-flash'] as const;

/** `model` as an argument of the call to make; nothing where none was given. */
export function modelClause(model: string | undefined): string {
  return model ? ` Pass model "${model}".` : '';
}
