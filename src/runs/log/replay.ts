import type { ChatRequest } from '../../chat/request.ts';
import {
  EMPTY_COMPLETION,
  startCompletion,
  type Completion,
  type CompletionBuilder,
} from '../../chat/completion.ts';
import { joinCompletions } from '../../chat/join.ts';
import type { Unreadable } from '../../state/record-format.ts';
import { runRecords, type RunRecord } from './record.ts';
import type { RunEnd, RunRound, RunStart } from '../run.ts';

/** What the records that were read so far come down to. */
export interface Replay {
  addLine(line: string): void;
  /** Undefined until it was read. */
  head(): { id: string; startedAt: string; start: RunStart; project: readonly string[] | null } | undefined;
  /** The current writer; empty before the beginning was read. */
  writer(): string;
  /** The place of the record that the next writer adds. */
  nextSeq(): number;
  /** Null while somebody continues the run, or died at it. */
  end(): RunEnd | null;
  /** How the run had ended when the current writer took it over; null where it had not. */
  endBefore(): RunEnd | null;
  /** Characters of text. */
  characters(): number;
  answer(): Completion;
  /** The rounds of exploring before the answer. */
  rounds(): readonly RunRound[];
  /** Why what was read is not all that was written; undefined where it is. */
  unreadable(): Unreadable | undefined;
}

/** @param onRecord - Called with each record that counts, in their order. */
export function startReplay(onRecord?: (record: RunRecord) => void): Replay {
  let first: Extract<RunRecord, { kind: 'start' }> | undefined;
  let request: ChatRequest | undefined;
  let destination: unknown;
  let writer = '';
  let end: RunEnd | null = null;
  let endBefore: RunEnd | null = null;
  let characters = 0;
  let base: Completion = EMPTY_COMPLETION;
  let part = startCompletion();
  let parts: CompletionBuilder[] = [part];
  const rounds: RunRound[] = [];
  const damage = startDamage();

  const startAnew = (begun: Completion) => {
    base = begun;
    characters = base.text.length;
    parts = [(part = startCompletion())];
  };
  const addOwn = (record: RunRecord) => {
    if (record.kind === 'round') {
      const { messages, usage, found } = record;
      rounds.push({ messages, usage, found });
      startAnew(EMPTY_COMPLETION);
    } else if (record.kind === 'event') {
      part.add(record.event);
      if (record.event.type === 'text-delta') characters += record.event.text.length;
    } else if (record.kind === 'request') {
      if (!request) ({ request, destination } = record);
    } else if (record.kind === 'replace') {
      startAnew(record.answer);
    } else if (record.kind === 'continuation') parts.push((part = startCompletion()));
    else if (record.kind === 'end') {
      end = record.end;
      if (record.characters !== characters) damage.report('damaged');
    }
  };

  return {
    addLine(line) {
      // Before a takeover, there is a line break that ends what a crash may have cut off.
      if (line === '') return;
      const { entry: record, unreadable } = runRecords.parse(line);
      damage.addLine(record, unreadable);
      if (!record) return;
      if (record.kind === 'start') {
        if (first) return;
        first = record;
        writer = record.writer;
      } else if (record.kind === 'takeover') {
        if (record.after !== writer) return;
        writer = record.writer;
        [endBefore, end] = [end, null];
      } else if (record.writer === writer) addOwn(record);
      else return;
      damage.addSeq(record.seq);
      onRecord?.(record);
    },
    head() {
      if (!first || !request) return undefined;
      const { id, at, model, protocol, title, project, isDetached } = first;
      const start = { model, protocol, request, title, destination, isDetached };
      return { id, startedAt: at, start, project };
    },
    writer: () => writer,
    nextSeq: damage.nextSeq,
    end: () => end,
    endBefore: () => endBefore,
    characters: () => characters,
    answer: () => joinCompletions([base, ...parts.map((each) => each.build())]),
    rounds: () => rounds,
    unreadable: damage.reported,
  };
}

/** Finds out whether lines are missing or cannot be read. */
function startDamage() {
  let reported: Unreadable | undefined;
  // A line that is not understood is only known to be a rest of a crash once a takeover follows it.
  let pending: Unreadable | undefined;
  let nextSeq: number | undefined;
  const report = (reason: Unreadable) => {
    if (reported !== 'newer') reported = reason;
  };
  return {
    report,
    addLine(record: RunRecord | undefined, unreadable: Unreadable | undefined) {
      const isRestOfCrash = pending === 'damaged' && record?.kind === 'takeover';
      if (pending && !isRestOfCrash) report(pending);
      pending = unreadable;
    },
    /** For a record that counts. Those of 0.1.0 have no number. */
    addSeq(seq: number | undefined) {
      if (seq === undefined) return;
      if (nextSeq !== undefined && seq !== nextSeq) report('damaged');
      nextSeq = seq + 1;
    },
    nextSeq: () => nextSeq ?? 0,
    reported: () => (pending === 'newer' ? pending : (reported ?? pending)),
  };
}
