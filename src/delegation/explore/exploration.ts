import type { Completion } from '../../chat/completion.ts';
import type { ChatMessage } from '../../chat/message.ts';
import { sumUsage, type Usage } from '../../chat/usage.ts';
import type { Receipt } from '../../runs/receipt.ts';
import type { RunRound } from '../../runs/run.ts';
import { parseRound, type FoundInRound, type StoredExplore, type StoredRead } from './stored.ts';
import { coverage } from './coverage.ts';

/** A round as it is recorded: what was said, what it cost, and what was found. */
export interface Round extends RunRound {
  readonly found: FoundInRound;
}

/** What one run has explored so far, whichever processes carried it. */
export interface Exploration {
  readonly bounds: StoredExplore;
  /** What follows the messages of the first request. */
  messages(): ChatMessage[];
  rounds(): number;
  add(round: Round): void;
  /** Bytes that may still be read. */
  room(): number;
  /** The bound that was reached, in words: an answer is due. */
  bound(): string | undefined;
  /** Notes a call; whether it is the third of its kind in a row. */
  isRepeated(call: string): boolean;
  /**
   * The usage of all requests; null where one of them told none.
   *
   * @param own - Of the current answer; undefined where nothing of it has arrived.
   */
  usage(own: Usage | null | undefined): Usage | null;
  /** Files of which every line was read. */
  wholeFiles(): { path: string; sha256: string }[];
  receipt(): NonNullable<Receipt['explored']>;
}

/** The usage of a run that explores, by what has arrived of its current answer. */
export function usageSoFar(answer: Completion, exploration: Exploration): Usage | null {
  const { text, reasoning, tool_calls, usage, finish_reason } = answer;
  const isBegun = Boolean(text || reasoning || tool_calls.length > 0 || usage || finish_reason);
  return exploration.usage(isBegun ? usage : undefined);
}

const MAX_SAME_CALLS = 3;

/**
 * @param files - What was sent besides.
 * @param earlier - What earlier processes explored.
 */
export function startExploration(
  bounds: StoredExplore,
  { files, earlier }: { files: readonly { bytes: number }[]; earlier: readonly RunRound[] },
): Exploration {
  const rounds: Round[] = earlier.map((round) => ({ ...round, found: parseRound(round.found) }));
  const calls = rounds.flatMap(({ found }) => found.calls);
  const otherBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const bytes = () => rounds.reduce((sum, { found }) => sum + found.bytes, 0);
  const reads = (): StoredRead[] => rounds.flatMap(({ found }) => found.reads);
  return {
    bounds,
    messages: () => rounds.flatMap(({ messages }) => messages),
    rounds: () => rounds.length,
    add: (round) => void rounds.push(round),
    room: () => bounds.maxBytes - otherBytes - bytes(),
    bound: () => rounds.at(-1)?.found.bound ?? undefined,
    isRepeated(call) {
      calls.push(call);
      const last = calls.slice(-MAX_SAME_CALLS);
      return last.length === MAX_SAME_CALLS && last.every((other) => other === call);
    },
    usage(own) {
      const all = [...rounds.map(({ usage }) => usage), ...(own === undefined ? [] : [own])];
      return all.length === 0 ? null : all.reduce(sumUsage);
    },
    wholeFiles: () =>
      coverage(reads()).flatMap(({ isWhole, path, sha256 }) => (isWhole ? [{ path, sha256 }] : [])),
    receipt: () => ({
      rounds: rounds.length,
      files: coverage(reads()).map(({ isWhole: _isWhole, ...file }) => file),
      bytes: bytes(),
      refused: rounds.reduce((sum, { found }) => sum + found.refused, 0),
    }),
  };
}
