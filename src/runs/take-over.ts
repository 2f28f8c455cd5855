import { ownerPath } from './folder.ts';
import { openRun, type OpenRun } from './open-run.ts';
import { createWriterName, installOwner, isOwnerLive, removeOwner } from './owner.ts';
import { formatRecord } from './record.ts';
import { stateFolderError, stillRunning } from './run-error.ts';

/**
 * Becomes the writer of a run that nobody writes. The log itself decides between several that try: the first
 * takeover that names the writer before it is the valid one, whatever happens to files of owners meanwhile.
 *
 * @returns The run as it is up to the takeover, open for appending.
 * @throws {DelegateError} `input` when a live process writes it, or was faster.
 */
export async function takeOver(folder: string, id: string): Promise<{ run: OpenRun; writer: string }> {
  const run = await openRun(folder, id, 'append');
  const { replay } = run;
  const before = replay.writer();
  const writer = createWriterName();
  try {
    if (!replay.end() && (await isOwnerLive(ownerPath(folder, id, before)))) throw stillRunning(id);
    await announce(run, { folder, id, before, writer });
    await run.readMore();
    if (replay.writer() !== writer) throw stillRunning(id);
  } catch (error) {
    await removeOwner(folder, id, writer);
    await run.handle.close();
    throw error;
  }
  await removeOwner(folder, id, before);
  return { run, writer };
}

interface Takeover {
  folder: string;
  id: string;
  before: string;
  writer: string;
}

async function announce({ handle }: OpenRun, { folder, id, before, writer }: Takeover): Promise<void> {
  const record = formatRecord({ writer, type: 'takeover', after: before, at: new Date().toISOString() });
  // The last line may have been cut off by a crash.
  const line = Buffer.from(`\n${record}`);
  try {
    await installOwner(folder, id, writer);
    const { bytesWritten } = await handle.write(line);
    if (bytesWritten < line.length) throw Object.assign(new Error('Short write'), { code: 'ENOSPC' });
  } catch (error) {
    throw stateFolderError(folder, 'written', error);
  }
}
