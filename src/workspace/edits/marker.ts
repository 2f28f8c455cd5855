/** A line that opens or closes a block. */
export interface Marker {
  readonly kind: 'search' | 'replace' | 'delete' | 'end-delete' | 'malformed';
  readonly indent: string;
  /** How many `<` or `>` it has: 7, unless the model miscounted. */
  readonly width: number;
}

const MARKER = /^([ \t]*)(<{5,9}|>{5,9})[ \t]*(SEARCH|REPLACE|DELETE)\b(.*)$/is;

const SHORTEST = '<<<<<SEARCH'.length;

/** Undefined for any other line, the conflict markers of Git among them. */
export function readMarker(line: string): Marker | undefined {
  if (line.length < SHORTEST) return undefined;
  const [, indent = '', angles = '', word = '', rest = ''] = MARKER.exec(line) ?? [];
  if (angles === '') return undefined;
  const opens = angles.startsWith('<');
  const kind = rest.trim() === '' ? kindOf(word.toUpperCase(), opens) : 'malformed';
  return { kind, indent, width: angles.length };
}

function kindOf(word: string, opens: boolean): Marker['kind'] {
  if (word === 'DELETE') return opens ? 'delete' : 'end-delete';
  return opens === (word === 'SEARCH') ? (opens ? 'search' : 'replace') : 'malformed';
}

/** Whether a line separates the old part from the new one. Underlined titles have other numbers of "=", most of them. */
export function isSeparator(line: string, width: number): boolean {
  return line.startsWith('=') && line.trimEnd() === '='.repeat(width);
}
