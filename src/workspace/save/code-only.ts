interface Fence {
  readonly indent: number;
  readonly marker: string;
  readonly info: string;
}

/**
 * The code of a text without the prose around it: what stands in its fences, several blocks with an empty line
 * between them. Fences are those of CommonMark, at any indentation, since models put them into lists too.
 *
 * @returns Undefined where there is no code, or where the last fence is not closed: such code is not whole.
 */
export function codeOnly(text: string): string | undefined {
  const blocks: string[] = [];
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
        blocks.push(joinLines(lines));
        lines = [];
        continue;
      }
    } else if (fence && isNested(fence, inner)) open.push(fence);
    lines.push(withoutIndent(line, outer.indent));
  }
  const code = blocks.filter((block) => block.trim());
  return open.length > 0 || code.length === 0 ? undefined : code.join('\n');
}

function parseFence(line: string): Fence | undefined {
  const match = /^([ \t]*)(`{3,}|~{3,})[ \t]*(.*?)\s*$/.exec(line);
  const [, indent = '', marker = '', info = ''] = match ?? [];
  // "```like this```" in a line is code within prose.
  if (!match || (marker.startsWith('`') && info.includes('`'))) return undefined;
  return { indent: indent.length, marker, info };
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

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function withoutIndent(line: string, indent: number): string {
  const blanks = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(indent, blanks));
}
