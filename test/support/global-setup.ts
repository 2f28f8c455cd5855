import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The folder for what all tests share, gone when the last of them is over. */
export default async function setUp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runapi-deepseek-tests-'));
  process.env['TEST_FOLDER'] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
