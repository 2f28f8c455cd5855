import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The exit code of a program that was asked for something that there is not. */
const BAD_INPUT = 2;

/**
 * What was typed after the name of a program of this repository. `--help` prints its usage, and a mistake ends it with
 * a message in place of a stack trace.
 */
export function readFlags<const T extends NonNullable<ParseArgsConfig['options']>>(
  usage: string,
  options: T,
) {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Further sentences tell of positional arguments, which there are none of.
    const [problem] = error.message.split('. ');
    return stop(`${problem}.\n${usage}`);
  }
}

/** @param what - Such as "measure". */
export function requireKnown(what: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) stop(`Unknown ${what} "${unknown}". Known: ${known.join(', ')}.`);
}

/** Ends the program with a message for the person who typed the command. */
export function stop(message: string): never {
  console.error(message);
  process.exit(BAD_INPUT);
}
