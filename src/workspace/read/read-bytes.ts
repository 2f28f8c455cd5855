import type { FileHandle } from 'node:fs/promises';
import type { FoundFile } from './inspect.ts';
import { openFound } from './open-found.ts';
import { readAtOnce } from './read-at-once.ts';
import { failed, isRefusal, type Refusal } from './refusal.ts';

const CHUNK = 256 * 1024;

/** The bytes of a file, at most one more than `maxBytes`, so that too large a file is recognized. */
export async function readBytes(found: FoundFile, maxBytes: number): Promise<Buffer | Refusal> {
  const bytes = readAtOnce(found, maxBytes);
  if (bytes) return bytes;
  const handle = await openFound(found);
  if (isRefusal(handle)) return handle;
  try {
    return await readAtMost(handle, maxBytes + 1);
  } catch (error) {
    return failed(found.path, error);
  } finally {
    await handle.close();
  }
}

async function readAtMost(handle: FileHandle, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let length = 0; length < limit;) {
    const size = Math.min(CHUNK, limit - length);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, length);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(chunks);
}
