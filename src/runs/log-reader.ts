import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { logPath } from './folder.ts';
import { startReplay, type Replay } from './replay.ts';

const CHUNK_BYTES = 64 * 1024;
const LINE_BREAK = 0x0a;
/** Windows has no such flag; there, `lstat` alone keeps links out. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** A log that is open, and what was read of it. */
export interface LogReader {
  readonly handle: FileHandle;
  readonly replay: Replay;
  /** Reads what was appended since the last time. @returns Whether there was anything. */
  readMore(): Promise<boolean>;
}

/** @returns Undefined for what is no plain file: a link is not followed, and a pipe would never end. */
export async function openLog(
  folder: string,
  id: string,
  access: 'read' | 'append',
): Promise<LogReader | undefined> {
  const file = logPath(folder, id);
  if (!(await lstat(file)).isFile()) return undefined;
  const mode = access === 'read' ? constants.O_RDONLY : constants.O_RDWR | constants.O_APPEND;
  const handle = await open(file, mode | NO_FOLLOW);
  const replay = startReplay();
  return { handle, replay, readMore: createLineReader(handle, (line) => replay.addLine(line)) };
}

/** Creates a log; it fails with EEXIST where there is one already. */
export function createLog(folder: string, id: string): Promise<FileHandle> {
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
  return open(logPath(folder, id), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | NO_FOLLOW, 0o600);
}

/** Hands on each line once its line break is there: a last line without one may be cut off. */
function createLineReader(
  handle: Pick<FileHandle, 'read'>,
  onLine: (line: string) => void,
): () => Promise<boolean> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
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

  return async () => {
    const before = position;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) return position > before;
      position += bytesRead;
      take(chunk.subarray(0, bytesRead));
    }
  };
}
