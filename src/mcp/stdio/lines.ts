import type { Readable } from 'node:stream';

const LINE_BREAK = 0x0a;
/** What is kept of a line that is too long: enough to find its id. */
const EDGE_BYTES = 4096;

export interface LineListener {
  /** One line, without its line break. */
  readonly onLine: (line: string) => void;
  /** A line that was not kept; its first and last characters, and its size in bytes. */
  readonly onTooLong: (start: string, end: string, bytes: number) => void;
}

/**
 * Splits bytes into lines of UTF-8. A last line without a line break counts too, once the input has ended.
 *
 * @param maxBytes - Lines over this are skipped, so that one of them cannot exhaust memory.
 */
export function readLines(input: Readable, maxBytes: number, listener: LineListener): void {
  let line = startLine(maxBytes);
  const finish = () => {
    line.end(listener);
    line = startLine(maxBytes);
  };
  input.on('data', (chunk: Buffer) => {
    let begin = 0;
    for (let at = chunk.indexOf(LINE_BREAK); at !== -1; at = chunk.indexOf(LINE_BREAK, begin)) {
      line.add(chunk.subarray(begin, at));
      finish();
      begin = at + 1;
    }
    line.add(chunk.subarray(begin));
  });
  input.once('end', finish);
}

function startLine(maxBytes: number) {
  let parts: Buffer[] = [];
  let bytes = 0;
  let start: string | undefined;
  return {
    add(part: Buffer): void {
      if (part.length === 0) return;
      bytes += part.length;
      parts.push(part);
      if (bytes <= maxBytes) return;
      const all = Buffer.concat(parts);
      start ??= all.toString('utf8', 0, EDGE_BYTES);
      parts = [Buffer.from(all.subarray(-EDGE_BYTES))];
    },
    end({ onLine, onTooLong }: LineListener): void {
      const kept = Buffer.concat(parts);
      if (start !== undefined) onTooLong(start, kept.toString('utf8'), bytes);
      else if (bytes > 0) onLine(kept.toString('utf8'));
    },
  };
}
