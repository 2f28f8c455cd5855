import { Unsupported, type Ranges } from './node.ts';
import { foldCase, invert, rangesOf } from './ranges.ts';
import type { Source } from './source.ts';

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7, e: 27, '0': 0 };

const POSIX: Readonly<Record<string, string>> = {
  alpha: '[A-Za-z]',
  digit: '[0-9]',
  alnum: '[A-Za-z0-9]',
  upper: '[A-Z]',
  lower: '[a-z]',
  space: '\\s',
  blank: '[ \\t]',
  word: '\\w',
  xdigit: '[0-9A-Fa-f]',
  punct: '[!-\\/:-@\\[-`\\{-~]',
};

export interface Flags {
  readonly ignoreCase: boolean;
}

/** What follows an opening bracket, the closing one included. */
export function readClass(source: Source, { ignoreCase }: Flags): Ranges {
  const isNegated = source.take(/\^/y) !== undefined;
  const ranges: number[] = [];
  for (let isFirst = true; isFirst || !source.take(/\]/y); isFirst = false) {
    const posix = source.take(/\[:(\w+):\]/y)?.[1];
    const first =
      posix === undefined ? readUnits(source, { isInClass: true }) : rangesOf(POSIX[posix] ?? '(');
    if (typeof first !== 'number') ranges.push(...first);
    else ranges.push(...folded([first, readRangeEnd(source, first)], ignoreCase));
  }
  return isNegated ? invert([...ranges, 0x0a, 0x0a]) : ranges;
}

function readRangeEnd(source: Source, first: number): number {
  if (!source.sees(/-[^\]]/y)) return first;
  source.take(/-/y);
  const last = readUnits(source, { isInClass: true });
  if (typeof last !== 'number' || last < first) throw new Unsupported('a range');
  return last;
}

/** One character, or an escape such as `\\d`. */
export function readMember(source: Source, { ignoreCase }: Flags): Ranges {
  const units = readUnits(source, { isInClass: false });
  return typeof units === 'number' ? folded([units, units], ignoreCase) : units;
}

/** Escapes such as `\W` have their letters in both cases already. */
function folded(ranges: Ranges, ignoreCase: boolean): Ranges {
  return ignoreCase ? foldCase(ranges) : ranges;
}

/** @returns A code unit, or the ranges of an escape such as `\d`. */
function readUnits(source: Source, { isInClass }: { isInClass: boolean }): number | Ranges {
  if (source.take(/\\/y)) return readEscape(source, isInClass);
  const character = source.take(/[^]/y)?.[0];
  if (character === undefined) throw new Unsupported('a bracket is not closed');
  const unit = character.charCodeAt(0);
  // In brackets, half of a character is none.
  if (isInClass && unit >= 0xd800 && unit <= 0xdfff)
    throw new Unsupported('a character outside the basic plane');
  return unit;
}

function readEscape(source: Source, isInClass: boolean): number | Ranges {
  const kind = source.take(/[dDwWsS]|[pP](?:\{\^?[\w=]+\}|[A-Z])/y)?.[0];
  if (kind !== undefined) return rangesOf(`\\${kind.replace(/^(p)([A-Z])$/i, '$1{$2}')}`);
  const code = source.take(/x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|[ux]\{0*([\dA-Fa-f]{1,4})\}/y);
  if (code) return Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
  const character = source.take(/[^]/y)?.[0];
  if (character === undefined) throw new Unsupported('a backslash at the end');
  if (isInClass && character === 'b') return 8;
  const control = CONTROLS[character];
  if (control !== undefined) return control;
  // Back-references, and escapes that other engines know.
  if (/[A-Za-z1-9]/.test(character)) throw new Unsupported(`\\${character}`);
  return character.charCodeAt(0);
}
