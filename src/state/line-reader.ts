import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadFile } from './plain-file.ts';

const CHUNK_BYTES = 64 * 1024;
/** After so many at once, others have their turn. */
const CHUNKS_AT_ONCE = 16;
const LINE_BREAK = 0x0a;

export interface LineReader {
  /** Reads what was appended since the last time. @returns Whether there was anything. */
  readMore(): Promise<boolean>;
}

/** Hands on each line once its line break is there, without it. */
export function readLines(file: Pick<ReadFile, 'read'>, onLine: (line: string) => void): LineReader {
  // A line over many chunks is put together once, at its end.
  let begun: Buffer[] = [];
  let position = 0;

  const take = (bytes: Buffer) => {
    let from = 0;
    for (let to = bytes.indexOf(LINE_BREAK); to !== -1; to = bytes.indexOf(LINE_BREAK, from)) {
      const rest = bytes.subarray(from, to);
      onLine((begun.length > 0 ? Buffer.concat([...begun, rest]) : rest).toString('utf8'));
      begun = [];
      from = to + 1;
    }
    // The chunk is used again.
    if (from < bytes.length) begun.push(Buffer.from(bytes.subarray(from)));
  };

  return {
    async readMore() {
      const before = position;
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let count = 1; ; count += 1) {
        const bytesRead = file.read(chunk, position);
        if (bytesRead === 0) return position > before;
        position += bytesRead;
        take(chunk.subarray(0, bytesRead));
        if (count % CHUNKS_AT_ONCE === 0) await nextTurn();
      }
    },
  };
}
