import { fail, type Block, type BlockFailure } from './block.ts';
import { isSeparator, readMarker, type Marker } from './marker.ts';

/** A block with the lines of the answer between the block before and it: its path is somewhere among them. */
export interface LedBlock extends Block {
  readonly lead: readonly string[];
}

export interface ParsedAnswer {
  readonly blocks: readonly LedBlock[];
  /** Blocks that cannot be read. */
  readonly failures: readonly BlockFailure[];
}

interface OpenBlock {
  readonly number: number;
  readonly line: number;
  readonly marker: Marker;
  readonly lead: readonly string[];
  readonly lines: string[];
  readonly separators: number[];
  /** Whether a line is indented less than the markers. */
  isRagged: boolean;
}

/** More than DeepSeek can write in one answer, several times over. */
const MAX_CHARACTERS = 4_000_000;
const MAX_BLOCKS = 5_000;
/** Each allows another reading of the block. */
const MAX_SEPARATORS = 1_000;

/** Neither blocks nor failures: the answer has no edits. Whatever looks like a marker counts, so that no edit is lost. */
export function parseAnswer(answer: string): ParsedAnswer {
  const blocks: LedBlock[] = [];
  const failures: BlockFailure[] = [];
  let lead: string[] = [];
  let open: OpenBlock | undefined;
  let line = 0;
  const nextNumber = () => blocks.length + failures.length + 1;
  const reject = (block: { number: number; line: number }, reason: string) => {
    failures.push(fail(block, 'form', reason));
    open = undefined;
  };

  if (answer.length > MAX_CHARACTERS) return tooMuch(answer.length, 'characters', MAX_CHARACTERS);
  for (const text of answer.split('\n')) {
    line += 1;
    const marker = readMarker(text);
    if (marker && open && isContent(marker, open)) addLine(open, text);
    else if (marker) {
      if (nextNumber() > MAX_BLOCKS) return tooMuch(undefined, 'blocks', MAX_BLOCKS);
      const problem = open && closingProblem(open, marker);
      if (open && problem) reject(open, problem);
      else if (open) blocks.push(close(open));
      else if (!isOpening(marker)) reject({ number: nextNumber(), line }, strayMarker(text));
      if (isOpening(marker)) {
        open = { number: nextNumber(), line, marker, lead, lines: [], separators: [], isRagged: false };
      } else open = undefined;
      lead = [];
    } else if (!open) lead.push(text);
    else addLine(open, text);
  }
  if (open) reject(open, 'is cut off: its closing marker is missing');
  return { blocks, failures };
}

function isOpening({ kind }: Marker): boolean {
  return kind === 'search' || kind === 'delete';
}

/**
 * A marker that is indented further than its block's own, or shorter than one of eight characters or more, belongs to
 * the text: a test or a guide may hold blocks.
 */
function isContent({ indent, width }: Marker, { marker }: OpenBlock): boolean {
  return indent.length > marker.indent.length || (marker.width > 7 && width < marker.width);
}

function addLine(open: OpenBlock, text: string): void {
  const { indent, width, kind } = open.marker;
  const isIndented = text.startsWith(indent);
  if (!isIndented && text.trim() !== '') open.isRagged = true;
  const line = isIndented ? text.slice(indent.length) : text.trimStart();
  if (kind === 'search' && isSeparator(line, width)) open.separators.push(open.lines.length);
  open.lines.push(line);
}

function closingProblem(open: OpenBlock, marker: Marker): string | undefined {
  const isDelete = open.marker.kind === 'delete';
  if (isOpening(marker)) return 'is not closed before the next one begins';
  if (marker.kind !== (isDelete ? 'end-delete' : 'replace') || marker.indent !== open.marker.indent) {
    return `is not closed by ${isDelete ? '">>>>>>> DELETE"' : '">>>>>>> REPLACE"'} at the same indentation`;
  }
  if (open.isRagged) return 'has lines that are indented less than its markers';
  if (isDelete) {
    return open.lines.some((line) => line.trim()) ? 'has text between its DELETE markers' : undefined;
  }
  const { length, 0: first } = open.separators;
  if (length > MAX_SEPARATORS && first !== 0) return 'has more than 1,000 "=======" lines';
  return length === 0 ? 'has no "=======" between its old and its new part' : undefined;
}

function close({ number, line, marker, lead, lines, separators }: OpenBlock): LedBlock {
  return { number, line, action: marker.kind === 'delete' ? 'delete' : 'replace', lead, lines, separators };
}

function strayMarker(text: string): string {
  return `has a marker in the wrong place: ${JSON.stringify(text.trim().slice(0, 60))}`;
}

function tooMuch(found: number | undefined, unit: string, most: number): ParsedAnswer {
  const much = found === undefined ? `more than ${inWords(most)} ${unit}` : `${inWords(found)} ${unit}`;
  const reason = `is part of an answer with ${much}, where one call may have ${inWords(most)}`;
  return { blocks: [], failures: [fail({ number: 1, line: 1 }, 'form', reason)] };
}

function inWords(count: number): string {
  return count.toLocaleString('en-US');
}
