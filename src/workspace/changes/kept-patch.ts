import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../read/refusal.ts';
import { changeFolder } from './journal.ts';

function patchFile(stateDir: string, id: string): string {
  return path.join(changeFolder(stateDir, id).path, 'changes.patch');
}

/** Keeps the patch of an applied change with its journal. The files are written already: what fails here fails nothing. */
export async function keepPatch(stateDir: string, id: string, patch: string): Promise<void> {
  await appendFile(patchFile(stateDir, id), patch, { mode: 0o600 }).catch(() => undefined);
}

/** @returns Undefined where the run has changed nothing. */
export async function readKeptPatch(stateDir: string, id: string): Promise<string | undefined> {
  try {
    return await readFile(patchFile(stateDir, id), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
