import { readClass, readMember, type Flags } from './character-class.ts';
import { Unsupported, type Node } from './node.ts';
import { invert } from './ranges.ts';
import { startSource, type Source } from './source.ts';

const MAX_DEPTH = 100;
const MAX_REPEAT = 1000;
const EMPTY: Node = { kind: 'sequence', parts: [] };
const ANY: Node = { kind: 'set', ranges: invert([0x0a, 0x0a]) };

/** @throws {Unsupported} For what is no regular expression, and for what cannot be matched in linear time. */
export function parse(pattern: string, flags: Flags): Node {
  const source = startSource(pattern);
  const node = readChoice(source, flags, 0);
  if (!source.isAtEnd()) throw new Unsupported('a bracket is not opened');
  return node;
}

function readChoice(source: Source, flags: Flags, depth: number): Node {
  if (depth > MAX_DEPTH) throw new Unsupported('too many brackets');
  const inForce = source.take(/\(\?([ims]+)\)/y);
  const own = inForce ? { ignoreCase: flags.ignoreCase || (inForce[1] ?? '').includes('i') } : flags;
  const choices = [readSequence(source, own, depth)];
  while (source.take(/\|/y)) choices.push(readSequence(source, own, depth));
  return choices.length === 1 ? (choices[0] ?? EMPTY) : { kind: 'choice', parts: choices };
}

function readSequence(source: Source, flags: Flags, depth: number): Node {
  const parts: Node[] = [];
  while (!source.isAtEnd() && !source.sees(/[|)]/y)) parts.push(readRepeat(source, flags, depth));
  return parts.length === 1 ? (parts[0] ?? EMPTY) : { kind: 'sequence', parts };
}

function readRepeat(source: Source, flags: Flags, depth: number): Node {
  const part = readOne(source, flags, depth);
  const found = source.take(/([*+?])|\{(\d{1,6})(,?)(\d{0,6})\}/y);
  if (!found) return part;
  const [, mark, least = '0', comma, most] = found;
  // Whether it takes as little or as much as it can is of no matter to whether a line matches.
  source.take(/\?/y);
  if (source.sees(/[*+?]/y) || source.sees(/\{\d+,?\d*\}/y)) throw new Unsupported('a repeated repetition');
  if (mark !== undefined)
    return { kind: 'repeat', part, min: mark === '+' ? 1 : 0, max: mark === '?' ? 1 : Infinity };
  const min = Number(least);
  const max = comma ? (most ? Number(most) : Infinity) : min;
  if (min > max || min > MAX_REPEAT || (max > MAX_REPEAT && max !== Infinity))
    throw new Unsupported('a repetition');
  return { kind: 'repeat', part, min, max };
}

function readOne(source: Source, flags: Flags, depth: number): Node {
  if (source.sees(/[*+?]/y)) throw new Unsupported('nothing to repeat');
  const group = source.take(/\((?:\?(?:P?<(?![=!])\w+>|([ims]*):))?/y);
  if (group) {
    if (source.sees(/\?/y)) throw new Unsupported('a group that looks around');
    const ignoreCase = flags.ignoreCase || (group[1] ?? '').includes('i');
    const inside = readChoice(source, { ignoreCase }, depth + 1);
    if (!source.take(/\)/y)) throw new Unsupported('a bracket is not closed');
    return inside;
  }
  if (source.take(/\^|\\A/y)) return { kind: 'assertion', of: 'start' };
  if (source.take(/\$|\\[zZ]/y)) return { kind: 'assertion', of: 'end' };
  if (source.take(/\\b/y)) return { kind: 'assertion', of: 'word boundary' };
  if (source.take(/\\B/y)) return { kind: 'assertion', of: 'no word boundary' };
  if (source.take(/\./y)) return ANY;
  const ranges = source.take(/\[/y) ? readClass(source, flags) : readMember(source, flags);
  return { kind: 'set', ranges };
}
