import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let own: string | undefined;

/** Gone when all tests are over. All tests share one, a script has its own. */
export function sharedFolder(): string {
  return process.env['TEST_FOLDER'] ?? (own ??= makeOwn());
}

/** The state folder of servers that need none of their own. */
export function sharedStateFolder(): string {
  return path.join(sharedFolder(), 'state');
}

function makeOwn(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'runapi-deepseek-tests-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
