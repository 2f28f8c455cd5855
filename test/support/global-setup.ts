import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One state folder for all tests that need none of their own, gone when the last of them is over. */
export default async function setUp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runapi-deepseek-state-'));
  process.env['TEST_STATE_FOLDER'] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
