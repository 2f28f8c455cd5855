import { parseDestination } from '../../delegation/destination/stored-destination.ts';
import { parseRound } from '../../delegation/explore/stored.ts';
import type { RunRecord } from '../../runs/log/record.ts';
import { openRun } from '../../runs/open-run.ts';
import type { RunSnapshot } from '../../runs/run.ts';
import { readState, toSnapshot } from '../../runs/snapshot.ts';
import type { RunPlace } from '../../runs/writer.ts';
import { takeTail } from '../../text/cut.ts';
import { readChange } from '../../workspace/changes/read-change.ts';
import type { LiveRun } from '../views.ts';
import { startRate } from './rate.ts';
import { projectName } from './run-row.ts';

/** A run that some process writes, read as it grows. */
export interface LiveRunReader {
  /** @returns Whether there was anything new. */
  readMore(): Promise<boolean>;
  /** Whether it is still being written. */
  isRunning(): Promise<boolean>;
  /** @throws Where the journal of its change cannot be read. */
  view(): Promise<LiveRun>;
  snapshot(): RunSnapshot;
  close(): void;
}

const TAIL_CHARACTERS = 400;
const MOST_PATHS = 3;

/** @throws {DelegateError} Where it cannot be read. */
export async function openLiveRun(place: RunPlace): Promise<LiveRunReader> {
  const progress = startProgress();
  const run = await openRun(place, (record) => progress.add(record));
  const { id, startedAt, start, project } = run.head;
  const check = parseDestination(start.destination).edits?.check ?? null;
  return {
    readMore: run.readMore,
    isRunning: async () => (await readState(run)) === 'running',
    async view() {
      const { title, model } = start;
      const known = { id, title, model, project: projectName(project), startedAt, ...progress.view() };
      // What comes after an answer is not in the log.
      if (check === null || known.phase !== 'finishing') return known;
      const change = await readChange(place.stateDir, id);
      return change?.isChecking ? { ...known, phase: `running the check "${check}"` } : known;
    },
    snapshot: () => toSnapshot(run, 'running'),
    close: run.file.close,
  };
}

/** What a round has looked at, in a few words. */
function describeReads(found: unknown): string {
  const { reads, calls } = parseRound(found);
  const paths = [...new Set(reads.map(({ path }) => path))];
  if (paths.length === 0) return calls.length > 0 ? ': searching' : '';
  const more = paths.length > MOST_PATHS ? ` and ${paths.length - MOST_PATHS} more` : '';
  return `: read ${paths.slice(0, MOST_PATHS).join(', ')}${more}`;
}

type ProgressView = Pick<LiveRun, 'phase' | 'requests' | 'characters' | 'charactersPerSecond' | 'tail'>;

/** What the records so far say about where a run is. */
function startProgress(now: () => number = () => performance.now()) {
  let phase = 'waiting';
  let requests = 0;
  let rounds = 0;
  let characters = 0;
  let tail = '';
  const rate = startRate(now);

  const addText = (next: string, text: string) => {
    if (phase !== next) characters = 0;
    phase = next;
    characters += text.length;
    rate.add(text.length);
    tail = takeTail(tail + takeTail(text, TAIL_CHARACTERS), TAIL_CHARACTERS);
  };
  const wait = () => {
    requests += 1;
    phase = 'waiting';
  };

  return {
    add(record: RunRecord) {
      if (record.kind === 'request' || record.kind === 'continuation') wait();
      else if (record.kind === 'takeover') phase = 'waiting';
      else if (record.kind === 'round') {
        rounds += 1;
        phase = `exploring, round ${rounds}${describeReads(record.found)}`;
        characters = 0;
        tail = '';
      } else if (record.kind === 'replace') {
        characters = record.answer.text.length;
        tail = takeTail(record.answer.text, TAIL_CHARACTERS);
      } else if (record.kind === 'event') {
        const { event } = record;
        if (event.type === 'reasoning-delta') addText('thinking', event.text);
        else if (event.type === 'text-delta') addText('writing', event.text);
        else if (event.type === 'tool-call-delta') addText('calling tools', event.arguments ?? '');
        else if (event.type === 'finish') phase = 'finishing';
      }
    },
    view: (): ProgressView => ({ phase, requests, characters, charactersPerSecond: rate.perSecond(), tail }),
  };
}
