/** Longer values are judged by their beginning. */
export const MAX_VALUE = 300;
const OPENING = /(?:[rbfuLNs@$]{1,2}(?=["']))?(\\{1,3}["'`]|"""|'''|["'`]|&quot;)/y;
const BARE = /[^\s"'`<>][^\s<>]{0,299}/y;
/** Where a bare value ends though no blank follows: at a closing quote, the next parameter, a closing bracket. */
const END_OF_BARE =
  /["'`](?=[\s,:;)\]}]|$)|&(?=[\w.-]{1,40}=)|&(?:amp|quot);|;(?=\s?\w[\w ]{0,30}=|$)|[,;](?=["'`]|$)|\\[nrt"']|[)\]}]+[;,]?$/;

export interface Value {
  readonly text: string;
  readonly start: number;
  readonly isQuoted: boolean;
}

/** @param link - How the value is joined to its name. */
export function readValue(
  text: string,
  at: number,
  link: Readonly<Record<string, string | undefined>>,
): Value | undefined {
  OPENING.lastIndex = at;
  const opening = OPENING.exec(text);
  if (opening && link['element'] === undefined) {
    const start = OPENING.lastIndex;
    const quote = opening[1] ?? '';
    const rest = text.slice(start, start + MAX_VALUE);
    const found = endOfQuoted(rest, quote);
    const isAcrossLines = quote.length >= 3 || quote === '`';
    const line = isAcrossLines ? -1 : rest.indexOf('\n');
    if (line >= 0 && (found < 0 || line < found)) return undefined;
    // What a colon follows is a name itself.
    if (found >= 0 && /^\s{0,3}:(?!:)/.test(rest.slice(found + quote.length, found + quote.length + 5)))
      return undefined;
    const inner = rest.slice(0, found < 0 ? undefined : found);
    return { text: inner.trim(), start: start + (inner.length - inner.trimStart().length), isQuoted: true };
  }
  BARE.lastIndex = at;
  const run = BARE.exec(text)?.[0];
  if (run === undefined) return undefined;
  const cut = run.search(END_OF_BARE);
  return { text: cut < 0 ? run : run.slice(0, cut), start: at, isQuoted: false };
}

/** Of a value that was only read in part. */
export function endOfLong(text: string, { text: read, start, isQuoted }: Value): number {
  const end = start + read.length;
  if (read.length < MAX_VALUE - 1) return end;
  const rest = isQuoted ? /["'`\n]|$/g : /\s|$/g;
  rest.lastIndex = end;
  return rest.exec(text)?.index ?? end;
}

function endOfQuoted(rest: string, quote: string): number {
  for (let at = rest.indexOf(quote); at >= 0; at = rest.indexOf(quote, at + 1)) {
    if (quote.length > 1 || rest[at - 1] !== '\\') return at;
  }
  return -1;
}
