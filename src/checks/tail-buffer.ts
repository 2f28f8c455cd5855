/** The end of what a process writes. However much that is, no more than twice `maxBytes` is kept. */
export interface TailBuffer {
  add(chunk: Buffer): void;
  /** The last `maxBytes` at most. */
  read(): Buffer;
}

export function createTailBuffer(maxBytes: number): TailBuffer {
  let chunks: Buffer[] = [];
  let bytes = 0;
  const join = () => {
    const all = Buffer.concat(chunks);
    // A copy: a part of a chunk would keep all of it in memory.
    const tail = all.length > maxBytes ? Buffer.from(all.subarray(all.length - maxBytes)) : all;
    chunks = [tail];
    bytes = tail.length;
    return tail;
  };
  return {
    add(chunk) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > 2 * maxBytes) join();
    },
    read: join,
  };
}
