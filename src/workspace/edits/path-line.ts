/** What a line before a block says about the block's file. */
export type PathLine =
  | { readonly kind: 'path'; readonly path: string }
  /** A single word, which may be the name of a file or prose: which of the two, only the files can tell. */
  | { readonly kind: 'word'; readonly path: string }
  /** It names a file, but not in a way that leaves no doubt. */
  | { readonly kind: 'unclear' }
  | { readonly kind: 'prose' };

/** Whether a path is that of a file that was sent. */
export type IsKnown = (path: string) => boolean;

/**
 * Reads the nearest line before a block. Prose must not pass for a path, nor a path for prose: the block would go to
 * the file of the block before.
 *
 * @param creates - Whether the block has no old part: then it needs a path of its own.
 */
export function readPathLine(line: string, isKnown: IsKnown, creates: boolean): PathLine {
  const { path, isQuoted } = undecorate(line);
  const plain = isKnown(path) ? path : unescape(path);
  if (isKnown(plain) || isPathLike(plain) || (isQuoted && /[/\\.]\S/.test(plain)))
    return { kind: 'path', path: plain };
  const isWord = WORD.test(plain);
  if (creates) {
    const isPath = isQuoted || isWord || isSpacedPath(plain);
    return isPath ? { kind: 'path', path: plain } : { kind: 'unclear' };
  }
  if (isWord) return { kind: 'word', path: plain };
  const introduces = /[:：]$/.test(line.trimEnd());
  return { kind: introduces && namesFile(plain, isKnown) ? 'unclear' : 'prose' };
}

const WORD = /^[\p{L}\p{N}_-]+$/u;

/** Whether a line that stands alone, further up than the nearest, is a path and nothing else. */
export function readHeading(line: string, isKnown: IsKnown): string | undefined {
  const { path, isDecorated } = undecorate(line);
  const plain = isKnown(path) ? path : unescape(path);
  return isKnown(plain) || (isDecorated && isPathLike(plain)) ? plain : undefined;
}

/** The path in the first line of a code fence, as in "```ts src/a.ts" or "```ts:src/a.ts". */
export function readFenceInfo(info: string, isKnown: IsKnown): string | undefined {
  const last = info.trim().split(/\s+/).at(-1) ?? '';
  return [last.replace(/^[a-z+#]{2,}:/i, ''), last].find(
    (path) => isKnown(path) || (path.includes('/') && isPathLike(path)),
  );
}

const PREFIX = /^(?:#{1,6}\s+|#(?=\S*[./])|\/\/\s+|[-*+]\s+|\d{1,3}[.)]\s+|(?:file|path|filename)\s*:\s*)/i;
const QUOTES = /^(`+)([^`]+)\1$/;
const WRAPPERS = [/^\*\*([^*].*)\*\*$/, /^__(.+)__$/, /^<file path="([^"]+)"[^>]*>$/] as const;
/** Longer than any path: to look at it closely would only take time. */
const MAX_CHARACTERS = 1_000;

/** Takes away what Markdown and habit put around a path, until nothing is left to take. */
function undecorate(line: string): { path: string; isDecorated: boolean; isQuoted: boolean } {
  const trimmed = line.trim();
  let path = trimmed.length > MAX_CHARACTERS ? '' : trimmed;
  let isQuoted = false;
  for (let before; before !== path;) {
    before = path;
    path = path.replace(PREFIX, '');
    if (/[:：]$/.test(path)) path = path.slice(0, -1).trimEnd();
    const quoted = QUOTES.exec(path)?.[2]?.trim();
    isQuoted ||= quoted !== undefined;
    path = quoted ?? path;
    for (const wrapper of WRAPPERS) path = wrapper.exec(path)?.[1]?.trim() ?? path;
  }
  return { path, isDecorated: path !== trimmed, isQuoted };
}

/** What Markdown escapes in names such as `my\_file.ts`. */
function unescape(path: string): string {
  return path.replaceAll('\\_', '_');
}

const EXTENSION = /\.[\p{L}\p{N}_+-]{1,12}$/u;

function isPathLike(text: string): boolean {
  if (/[`"<>|*?]/.test(text) || !/[\p{L}\p{N}_\])}~/\\-]$/u.test(text)) return false;
  // Nothing but a path begins like these, blanks or not.
  if (/^(?:\.{0,2}[/\\]|[a-z]:[/\\])\S/i.test(text)) return true;
  return !/\s/.test(text) && /[/\\]|\.[^/\\.]/.test(text);
}

/** "docs/My notes.md" is a path, as is "docs\\My notes.md"; "Create docs/notes.md" may be none. */
function isSpacedPath(text: string): boolean {
  const [first = '', ...more] = text.split(/\s+/);
  const middle = more.slice(0, -1);
  return /^[^.]+[/\\]/.test(first) && !middle.some((word) => word.includes('.')) && EXTENSION.test(text);
}

function namesFile(text: string, isKnown: IsKnown): boolean {
  return text.split(/\s+/).some((word) => {
    const bare = word.replace(/^[("'`*]+/, '').replace(/[)"'`*,.:;]+$/, '');
    return isKnown(bare) || (isPathLike(bare) && EXTENSION.test(bare));
  });
}
