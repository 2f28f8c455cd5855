export interface CodeBlock {
  /** The first word after the fence, in small letters; empty where there is none. */
  readonly language: string;
  /** The fence that opened it. */
  readonly marker: string;
  readonly code: string;
}

interface Fence {
  readonly indent: number;
  readonly marker: string;
  readonly info: string;
}

/**
 * The code blocks of a text: fences are those of CommonMark, at any indentation, since models put them into lists too.
 * Takes time linear in the text.
 *
 * @returns Also blocks with nothing in them. Undefined where the last fence is not closed: such code is not whole.
 */
export function codeBlocks(text: string): CodeBlock[] | undefined {
  const blocks: CodeBlock[] = [];
  /** The open fences, outermost first. */
  const open: Fence[] = [];
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const fence = parseFence(line);
    const [outer] = open;
    const inner = open.at(-1);
    if (!outer || !inner) {
      if (fence) open.push(fence);
      continue;
    }
    if (fence && closes(fence, inner)) {
      open.pop();
      if (open.length === 0) {
        const code = lines.map((each) => `${each}\n`).join('');
        blocks.push({ language: languageOf(outer), marker: outer.marker, code });
        lines = [];
        continue;
      }
    } else if (fence && isNested(fence, inner)) open.push(fence);
    lines.push(withoutIndent(line, outer.indent));
  }
  return open.length > 0 ? undefined : blocks;
}

/** The mark of a list item, behind which a fence may begin on the same line. */
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=```|~~~)/;

function parseFence(line: string): Fence | undefined {
  const indent = LIST_ITEM.exec(line)?.[0].length ?? countBlanks(line);
  const character = line[indent];
  if (character !== '`' && character !== '~') return undefined;
  let end = indent;
  while (line[end] === character) end += 1;
  if (end - indent < 3) return undefined;
  const info = line.slice(end).trim();
  // "```like this```" in a line is code within prose.
  if (character === '`' && info.includes('`')) return undefined;
  return { indent, marker: line.slice(indent, end), info };
}

function languageOf({ info }: Fence): string {
  return (/^[\w+#.-]+/.exec(info)?.[0] ?? '').toLowerCase();
}

function closes(fence: Fence, open: Fence): boolean {
  return fence.info === '' && isAsLong(fence, open) && fence.indent <= open.indent + 3;
}

/**
 * CommonMark has no fence within a fence of the same length: the first closing one ends both. But models write
 * README files that way, and a fence with a language never closes anything, so it can only open.
 */
function isNested(fence: Fence, open: Fence): boolean {
  return fence.info !== '' && isAsLong(fence, open);
}

function isAsLong({ marker }: Fence, open: Fence): boolean {
  return marker.startsWith(open.marker);
}

function withoutIndent(line: string, indent: number): string {
  return line.slice(Math.min(indent, countBlanks(line)));
}

function countBlanks(line: string): number {
  let count = 0;
  while (line[count] === ' ' || line[count] === '\t') count += 1;
  return count;
}
