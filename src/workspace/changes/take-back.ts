import { ownIdentity } from '../../state/process-identity.ts';
import { netFiles } from './change-state.ts';
import type { Journal } from './journal.ts';
import type { FileRecord } from './journal-record.ts';
import { restoreFiles, type Restored } from './restore.ts';

/** Puts back the whole change. It is finished by the next start if the process is killed. */
export async function takeBack(
  journal: Journal,
  rootOf: (folder: string) => string,
  copiesChanged = false,
): Promise<Restored> {
  await rollBackUnfinished(journal, rootOf);
  const rounds = journal.state()?.rounds.map(({ record }) => record) ?? [];
  await journal.setOpen(true);
  await journal.append({ kind: 'undoing', owner: ownIdentity() });
  const folders = rounds.flatMap((round) => round.folders);
  const files = netFiles(rounds);
  const restored = await restoreFiles(journal.folder, { files, folders }, { rootOf, copiesChanged });
  await journal.append({ kind: 'undone' });
  await journal.setOpen(false);
  return restored;
}

/** Puts back what rounds have written that were not finished. */
export async function rollBackUnfinished(
  journal: Journal,
  rootOf: (folder: string) => string,
): Promise<Restored> {
  const restored: string[] = [];
  const left: string[] = [];
  for (const { record, isWritten } of journal.state()?.rounds.toReversed() ?? []) {
    if (isWritten) continue;
    const outcome = await restoreFiles(journal.folder, record, { rootOf });
    restored.push(...outcome.restored);
    left.push(...outcome.left);
    await journal.append({ kind: 'rolled_back', round: record.round });
  }
  return { restored, left, copies: [], kept: [] };
}

export function writtenFiles(journal: Journal): FileRecord[] {
  const rounds = journal.state()?.rounds.filter(({ isWritten }) => isWritten) ?? [];
  return netFiles(rounds.map(({ record }) => record));
}
