export type LineEnd = '\n' | '\r\n';

/** A text as lines, with what is needed to put it together again byte for byte. */
export interface TextLines {
  /** Each without its `\n`, but with the `\r` before it. */
  readonly lines: readonly string[];
  readonly hasFinalNewline: boolean;
}

export function splitLines(text: string): TextLines {
  if (text === '') return { lines: [], hasFinalNewline: true };
  const lines = text.split('\n');
  const hasFinalNewline = lines.at(-1) === '';
  if (hasFinalNewline) lines.pop();
  return { lines, hasFinalNewline };
}

/** Without a carriage return that belongs to its line end. */
export function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Which line end a text has most of; `\n` where it has none. */
export function mostFrequentEnd({ lines, hasFinalNewline }: TextLines): LineEnd {
  const ended = hasFinalNewline ? lines.length : lines.length - 1;
  let returns = 0;
  for (let index = 0; index < ended; index += 1) if (lines[index]?.endsWith('\r')) returns += 1;
  return returns * 2 > ended ? '\r\n' : '\n';
}

/** Without blanks and a carriage return at the end. By hand: a pattern would try again at each blank. */
export function trimBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && isBlank(line.charCodeAt(end - 1))) end -= 1;
  return line.slice(0, end);
}

/** The blanks and tabs that a line begins with. */
export function indentOf(line: string): string {
  let end = 0;
  while (end < line.length && (line.charCodeAt(end) === 0x20 || line.charCodeAt(end) === 0x09)) end += 1;
  return line.slice(0, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
