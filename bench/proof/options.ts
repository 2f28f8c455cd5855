import { parseArgs } from 'node:util';

export interface Options {
  /** The tasks to do. */
  readonly slugs: readonly string[];
  readonly write: boolean;
}

const USAGE = 'Usage: npm run proof -- [--only TASK | --write]';

/** @returns The options, or what is wrong with the words, for a person. */
export function readOptions(words: readonly string[], known: readonly string[]): Options | string {
  const options = { only: { type: 'string' }, write: { type: 'boolean', default: false } } as const;
  const help = `${USAGE}\nTasks: ${known.join(', ')}`;
  try {
    const { only, write } = parseArgs({ args: [...words], options }).values;
    if (only === undefined) return { slugs: known, write };
    if (write) return `--write updates the whole page: it cannot be given with --only.\n${help}`;
    return known.includes(only) ? { slugs: [only], write } : `There is no task "${only}".\n${help}`;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${help}`;
  }
}
