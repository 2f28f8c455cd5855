import type { ChatRequest } from '../chat/request.ts';
import {
  EMPTY_COMPLETION,
  startCompletion,
  type Completion,
  type CompletionBuilder,
} from '../chat/completion.ts';
import { joinCompletions } from '../chat/join.ts';
import { parseRecord, type RunRecord } from './record.ts';
import type { RunEnd, RunStart } from './run.ts';

/** What the records that were read so far come down to. */
export interface Replay {
  addLine(line: string): void;
  /** Undefined until it was read. */
  head(): { id: string; startedAt: string; start: RunStart } | undefined;
  /** The current writer; empty before the beginning was read. */
  writer(): string;
  /** Null while somebody goes on with the run, or died at it. */
  end(): RunEnd | null;
  /** How the run had ended when the current writer took it over; null where it had not. */
  endBefore(): RunEnd | null;
  /** Characters of text. */
  characters(): number;
  answer(): Completion;
}

export function startReplay(): Replay {
  let first: Extract<RunRecord, { type: 'start' }> | undefined;
  let request: ChatRequest | undefined;
  let followUp: unknown;
  let writer = '';
  let end: RunEnd | null = null;
  let endBefore: RunEnd | null = null;
  let characters = 0;
  let base: Completion = EMPTY_COMPLETION;
  let part = startCompletion();
  let parts: CompletionBuilder[] = [part];

  const addOwn = (record: RunRecord) => {
    if (record.type === 'event') {
      part.add(record.event);
      if (record.event.type === 'text-delta') characters += record.event.text.length;
    } else if (record.type === 'request') {
      if (!request) ({ request, followUp } = record);
    } else if (record.type === 'replace') {
      base = record.answer;
      characters = base.text.length;
      parts = [(part = startCompletion())];
    } else if (record.type === 'end') end = record.end;
    else if (record.type === 'continuation') parts.push((part = startCompletion()));
  };

  return {
    addLine(line) {
      const record = parseRecord(line);
      if (!record) return;
      if (record.type === 'start') {
        if (first) return;
        first = record;
        writer = record.writer;
      } else if (record.type === 'takeover') {
        if (record.after !== writer) return;
        writer = record.writer;
        [endBefore, end] = [end, null];
      } else if (record.writer === writer) addOwn(record);
    },
    head() {
      if (!first || !request) return undefined;
      const { id, at, model, protocol, title } = first;
      return { id, startedAt: at, start: { model, protocol, request, title, followUp } };
    },
    writer: () => writer,
    end: () => end,
    endBefore: () => endBefore,
    characters: () => characters,
    answer: () => joinCompletions([base, ...parts.map((each) => each.build())]),
  };
}
