import path from 'node:path';
import type { ProcessIdentity } from '../../state/process-identity.ts';
import type { FileRecord, JournalRecord, RoundRecord } from './journal-record.ts';

/** What a journal says about a change. */
export interface ChangeState {
  readonly roots: readonly string[];
  /** Who wrote to it last. */
  readonly owner: ProcessIdentity;
  readonly rounds: readonly Round[];
  /**
   * - `open`: it counts only once it is kept.
   * - `kept`: what its rounds have written counts.
   * - `undoing`: it is being taken back, which has to be finished.
   */
  readonly status: 'open' | 'kept' | 'undoing' | 'undone';
  readonly nextRound: number;
  /** The last check of it that has begun. */
  readonly check?: ProcessIdentity;
}

interface Round {
  readonly record: RoundRecord;
  /** Whether all of it was written; else some of it may be. */
  readonly isWritten: boolean;
}

/** Undefined where nothing was begun. */
export function replayJournal(records: readonly JournalRecord[]): ChangeState | undefined {
  let state: ChangeState | undefined;
  for (const record of records) state = advance(state, record);
  return state;
}

/** What one more record makes of it. */
export function advance(state: ChangeState | undefined, record: JournalRecord): ChangeState | undefined {
  if (record.kind === 'opened') {
    const { roots, owner, tentative } = record;
    return { rounds: [], nextRound: 1, ...state, roots, owner, status: tentative ? 'open' : 'kept' };
  }
  if (!state) return undefined;
  switch (record.kind) {
    case 'writing': {
      // What was taken back meanwhile is over; what is written now counts anew.
      const status = state.status === 'undone' ? 'kept' : state.status;
      const round = { record, isWritten: false };
      return { ...state, status, rounds: [...state.rounds, round], nextRound: record.round + 1 };
    }
    case 'written':
      return {
        ...state,
        rounds: state.rounds.map((round) => (isOf(round, record) ? { ...round, isWritten: true } : round)),
      };
    case 'rolled_back':
      return { ...state, rounds: state.rounds.filter((round) => !isOf(round, record)) };
    case 'retaken':
      return { ...state, rounds: [...state.rounds, retakenRound(state, record.files)] };
    case 'undone':
      return { ...state, status: 'undone', rounds: [] };
    case 'checking':
      return { ...state, check: record.process };
    case 'undoing':
      return { ...state, status: 'undoing', owner: record.owner };
    default:
      return { ...state, status: record.kind };
  }
}

function isOf(round: Round, { round: number }: { round: number }): boolean {
  return round.record.round === number;
}

/** As if a round had written what the files are now. */
function retakenRound(
  { rounds, nextRound }: ChangeState,
  files: Extract<JournalRecord, { kind: 'retaken' }>['files'],
): Round {
  const known = new Map(composeFiles(rounds.map(({ record }) => record)).map((file) => [keyOf(file), file]));
  const retaken = files.flatMap((file) => {
    const found = known.get(keyOf(file));
    return found ? [{ ...found, after: file.sha256 === null ? null : { sha256: file.sha256 } }] : [];
  });
  return { record: { kind: 'writing', round: nextRound - 1, folders: [], files: retaken }, isWritten: true };
}

/** What several rounds come to: files that are again as they were before are not among it. */
export function netFiles(rounds: readonly RoundRecord[]): FileRecord[] {
  return composeFiles(rounds).filter(({ before, after }) => before?.sha256 !== after?.sha256);
}

/** Each file of several rounds once: as it was before the first, and as the last left it. */
function composeFiles(rounds: readonly RoundRecord[]): FileRecord[] {
  const files = new Map<string, FileRecord>();
  for (const { files: some } of rounds) {
    for (const file of some) {
      const first = files.get(keyOf(file));
      files.set(keyOf(file), first ? { ...first, after: file.after } : file);
    }
  }
  return [...files.values()];
}

function keyOf({ folder, name }: { folder: string; name: string }): string {
  return path.join(folder, name);
}
