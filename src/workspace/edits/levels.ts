import { indentOf, trimBlanks, withoutReturn } from './text-lines.ts';

/**
 * One way to compare lines: those of a file become numbers, and the same numbers mean the same lines.
 */
interface Level {
  readonly sequence: readonly number[];
  /** @param old - Lines of which the first few are an old part. */
  seek(old: readonly string[]): Sought;
}

/** Old parts that begin alike, as they are looked for in a level's sequence. */
interface Sought {
  readonly symbols: readonly number[];
  /** How many symbols the first lines make. */
  symbolsOf(lines: number): number;
  /** Whether a place in the sequence counts. */
  accepts(start: number): boolean;
  /** Which line of the file a place is, from 0. */
  lineAt(start: number): number;
  /** What a new part gets before each line at that place. */
  indentAt(start: number): string;
}

function exactly(lines: readonly string[]): Level {
  return byLine(lines, (line) => line);
}

/** Of its own, so that blanks at the end still tell lines apart in files with other line ends than the answer. */
function withoutLineEnds(lines: readonly string[]): Level {
  return byLine(lines, withoutReturn);
}

function withoutBlanksAtEnd(lines: readonly string[]): Level {
  return byLine(lines, trimBlanks);
}

function byLine(lines: readonly string[], normalize: (line: string) => string): Level {
  const numbers = numbering();
  return {
    sequence: lines.map((line) => numbers.add(normalize(line))),
    seek: (old) => ({
      symbols: old.map((line) => numbers.get(normalize(line))),
      symbolsOf: (count) => count,
      accepts: () => true,
      lineAt: (start) => start,
      indentAt: () => '',
    }),
  };
}

/**
 * The file has one and the same indentation before all lines of the old part that are not blank. Each line makes two
 * numbers: how its indentation differs from that of the line before, which more indentation before both does not
 * change, and what follows it. What is looked for begins with the second number of the first line that is not blank.
 */
function withOneIndent(lines: readonly string[]): Level {
  const numbers = numbering();
  const file = lines.map(trimBlanks);
  const steps = indentSteps(file);
  const indents = file.map(indentOf);
  const blanksBefore = countBlanksBefore(file);
  return {
    sequence: file.flatMap((line, index) => [numbers.add(steps[index] ?? ''), numbers.add(contentOf(line))]),
    seek(old) {
      const first = Math.max(
        0,
        old.findIndex((line) => trimBlanks(line) !== ''),
      );
      const trimmed = old.slice(first).map(trimBlanks);
      const indent = indentOf(trimmed[0] ?? '');
      const symbols = indentSteps(trimmed).flatMap((step, index) => [
        numbers.get(step),
        numbers.get(contentOf(trimmed[index] ?? '')),
      ]);
      return {
        symbols: symbols.slice(1),
        // Blank lines alone have been compared before.
        symbolsOf: (count) => (count > first ? (count - first) * 2 - 1 : symbols.length + 1),
        accepts: (start) =>
          start % 2 === 1 &&
          (blanksBefore[(start - 1) / 2] ?? 0) >= first &&
          (indents[(start - 1) / 2] ?? '').endsWith(indent),
        lineAt: (start) => (start - 1) / 2 - first,
        indentAt: (start) => (indents[(start - 1) / 2] ?? '').slice(0, -indent.length || undefined),
      };
    },
  };
}

/** From the strictest. The next is tried only where an old part is nowhere in the file; there is none after the last. */
export const LEVELS = [exactly, withoutLineEnds, withoutBlanksAtEnd, withOneIndent] as const;

function contentOf(trimmed: string): string {
  return `=${trimmed.slice(indentOf(trimmed).length)}`;
}

/** For each line, what differs between its indentation and that of the last line before it that is not blank. */
function indentSteps(trimmed: readonly string[]): string[] {
  let before = '';
  return trimmed.map((line) => {
    if (line === '') return '';
    const indent = indentOf(line);
    let shared = 0;
    while (shared < indent.length && indent[shared] === before[shared]) shared += 1;
    const step = `${before.slice(shared)}|${indent.slice(shared)}`;
    before = indent;
    return step;
  });
}

/** For each line, how many blank ones come right before it. */
function countBlanksBefore(trimmed: readonly string[]): number[] {
  let count = 0;
  return trimmed.map((line) => {
    const before = count;
    count = line === '' ? count + 1 : 0;
    return before;
  });
}

/** Gives the same number to the same text. What has not been added is -1, which is in no sequence. */
function numbering() {
  const numbers = new Map<string, number>();
  return {
    add(text: string): number {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, numbers.size);
      return numbers.size - 1;
    },
    get: (text: string) => numbers.get(text) ?? -1,
  };
}
