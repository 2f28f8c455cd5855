import { styleText } from 'node:util';
import type { Environment } from '../../config/config.ts';
import { cleanForTerminal } from '../../text/clean.ts';
import type { Output } from './terminal.ts';

const COLOURS = [
  [/^(?:diff |--- |\+\+\+ |new file|deleted file)/, 'bold'],
  [/^@@/, 'cyan'],
  [/^\+/, 'green'],
  [/^-/, 'red'],
] as const;

/** Prints a patch, with colour on a terminal that takes it. */
export function printPatch(output: Output, patch: string, environment: Environment): void {
  const isColoured = output.isTTY && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  for (const line of patch.trimEnd().split('\n')) {
    const shown = output.isTTY ? cleanForTerminal(line) : line;
    const style = COLOURS.find(([pattern]) => pattern.test(line))?.[1];
    output.write(`${isColoured && style ? styleText(style, shown, { validateStream: false }) : shown}\n`);
  }
}
