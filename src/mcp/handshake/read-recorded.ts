import { readFileSync } from 'node:fs';
import type { RecordedHandshake } from './handshake.ts';

/** What the build wrote beside the bundle. There is none beside the sources, nor while the build makes it. */
export function readRecorded(): RecordedHandshake | undefined {
  try {
    return JSON.parse(readFileSync(new URL('handshake.json', import.meta.url), 'utf8')) as RecordedHandshake;
  } catch {
    return undefined;
  }
}
