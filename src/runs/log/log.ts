import path from 'node:path';
import { readLines, type LineReader } from '../../state/line-reader.ts';
import { openForRead, type ReadFile } from '../../state/plain-file.ts';
import type { RunRecord } from './record.ts';
import { startReplay, type Replay } from './replay.ts';

/** A log that is open for reading, and what was read of it. */
export interface LogReader extends Pick<LineReader, 'readMore'> {
  readonly file: ReadFile;
  readonly replay: Replay;
}

const EXTENSION = '.jsonl';

export function logName(id: string): string {
  return `${id}${EXTENSION}`;
}

export function logPath(folder: string, id: string): string {
  return path.join(folder, logName(id));
}

/**
 * @param onRecord - Called with each record that counts, as it is read.
 * @returns Undefined for what is no plain file.
 */
export function openLog(
  folder: string,
  id: string,
  onRecord?: (record: RunRecord) => void,
): LogReader | undefined {
  const file = openForRead(logPath(folder, id));
  if (!file) return undefined;
  const replay = startReplay(onRecord);
  return { file, replay, ...readLines(file, (line) => replay.addLine(line)) };
}
