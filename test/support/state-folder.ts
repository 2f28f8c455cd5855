import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let own: string | undefined;

/** The state folder of servers that need none of their own: all tests share one, a script has its own. */
export function sharedStateFolder(): string {
  return process.env['TEST_STATE_FOLDER'] ?? (own ??= makeOwn());
}

function makeOwn(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'runapi-deepseek-state-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
