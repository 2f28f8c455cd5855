import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let folder: string | undefined;

/** The state folder of all servers of this test process that need none of their own; gone with the process. */
export function sharedStateFolder(): string {
  if (folder !== undefined) return folder;
  const created = mkdtempSync(path.join(tmpdir(), 'runapi-deepseek-state-'));
  process.once('exit', () => rmSync(created, { recursive: true, force: true }));
  return (folder = created);
}
