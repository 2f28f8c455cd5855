import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isOwnerLive, showsLife } from '../state/owner-file.ts';
import { cancelOwner, isLive, isSurelyLive } from '../state/owner.ts';
import type { RunPlace } from './writer.ts';

/*
 * A process that runs 0.1.0 may share the state folder. There, each writer has a file of its own beside the log, and
 * its name has no dot.
 */

export function isWriterLive(place: RunPlace, writer: string): boolean {
  return isOld(writer) ? isOwnerLive(oldOwnerFile(place, writer)) : isLive(place.stateDir, writer);
}

/** The same before the run is taken over, with patience where a death cannot be seen. */
export async function isWriterSurelyLive(place: RunPlace, writer: string): Promise<boolean> {
  return isOld(writer) ? showsLife(oldOwnerFile(place, writer)) : isSurelyLive(place.stateDir, writer);
}

/** It is for that writer only: a later one continues undisturbed. */
export function cancelWriter(place: RunPlace, writer: string): void {
  if (!isOld(writer)) return cancelOwner(place.stateDir, writer);
  const file = path.join(place.folder, `${place.id}.${writer}.cancel`);
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 });
}

function isOld(writer: string): boolean {
  return !writer.includes('.');
}

function oldOwnerFile({ folder, id }: RunPlace, writer: string): string {
  return path.join(folder, `${id}.${writer}.owner`);
}
