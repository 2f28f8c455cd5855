import type { SentFile } from '../sent-files.ts';

/** The file that a reading shows all of; none for a part, or for another result. */
export function readWholeFile(reading: string): SentFile[] {
  const path = /^([^\n]*), all \d+ lines \(number, tab, line\):\n/.exec(reading)?.[1];
  if (path === undefined) return [];
  const lines = [...reading.matchAll(/^\d+\t(.*)$/gm)].map(([, line = '']) => line);
  return [{ path, lines }];
}
