import type { ChatEvent } from '../../chat/event.ts';
import type { ConnectionPhase } from '../../runapi/send.ts';
import { oneLine } from '../../text/clean.ts';
import { takeHead, takeTail } from '../../text/cut.ts';

/** The phase of a completion. */
interface Progress {
  /** What an exploring run looked at last; empty where there is nothing. */
  activity: string;
  phase:
    | 'connecting'
    | 'retrying'
    | 'waiting'
    | 'thinking'
    | 'writing'
    | 'calling tools'
    | 'checking'
    | 'waiting for another change of the files';
  /** HTTP attempts so far. */
  attempts: number;
  /** Characters of the answer; of the reasoning as long as there is no answer. */
  characters: number;
  charactersPerSecond: number;
  /** The end of what was written last. */
  tail: string;
  elapsedMs: number;
}

/** What an interface needs to show progress. */
export interface ProgressView {
  /** Changes whenever there is something new to show. */
  readonly state: () => string;
  /** One line of at most `maxCharacters`. */
  readonly describe: (maxCharacters: number) => string;
}

export interface ProgressMeter extends ProgressView {
  /** Called with what an exploring run looks at; it is shown until the next one. */
  readonly onLook: (activity: string) => void;
  /** Called when files cannot be changed before another change has ended. */
  readonly onWait: () => void;
  /** Called when a check begins. @param attempt - From 1. */
  readonly onCheck: (name: string, attempt: number) => void;
  readonly onChecked: () => void;
  /** Milliseconds that checks have taken so far. */
  readonly checkMs: () => number;
  /** What a check is doing, as `describe` says it; undefined while there is none. */
  readonly describeCheck: () => string | undefined;
  readonly onPhase: (phase: ConnectionPhase) => void;
  readonly onEvent: (event: ChatEvent) => void;
  /** Milliseconds from the start to the first delta of any kind; null before it. */
  readonly timeToFirstTokenMs: () => number | null;
  readonly requestId: () => string | null;
  readonly attempts: () => number;
  readonly elapsedMs: () => number;
}

/** Of a check: the first, and a repair twice. */
const MAX_ATTEMPTS = 3;
/** Enough for any interface to cut its own excerpt from. */
const TAIL_CHARACTERS = 200;

export function startProgress(now: () => number = () => performance.now()): ProgressMeter {
  const startedAt = now();
  let phase: Progress['phase'] = 'connecting';
  let phaseSince = startedAt;
  let firstDeltaAt: number | null = null;
  let requestId: string | null = null;
  let attempts = 0;
  let characters = 0;
  let tail = '';
  let check: { name: string; attempt: number } | undefined;
  let checkedMs = 0;
  let activity = '';

  const enter = (next: Progress['phase']) => {
    if (phase === next) return;
    phase = next;
    phaseSince = now();
    characters = 0;
    tail = '';
  };

  const onText = (nextPhase: Progress['phase'], text: string) => {
    firstDeltaAt ??= now();
    enter(nextPhase);
    characters += text.length;
    tail = takeTail(tail + text, TAIL_CHARACTERS);
  };

  const sincePhaseMs = () => now() - phaseSince;
  const describeCheck = () =>
    check &&
    `check ${check.name}, ${Math.round(sincePhaseMs() / 1000)} s, attempt ${check.attempt} of ${MAX_ATTEMPTS}`;

  return {
    onPhase(change) {
      if (change.phase === 'connecting') attempts += 1;
      if (change.phase === 'connected') requestId = change.requestId ?? null;
      enter(
        change.phase === 'connected'
          ? 'waiting'
          : change.phase === 'waiting-to-retry'
            ? 'retrying'
            : 'connecting',
      );
    },
    onLook(next) {
      activity = next;
    },
    onWait: () => enter('waiting for another change of the files'),
    onCheck(name, attempt) {
      enter('checking');
      check = { name, attempt };
    },
    onChecked() {
      checkedMs += sincePhaseMs();
      check = undefined;
    },
    checkMs: () => Math.round(checkedMs + (check ? sincePhaseMs() : 0)),
    describeCheck,
    onEvent(event) {
      if (event.type === 'reasoning-delta') onText('thinking', event.text);
      else if (event.type === 'text-delta') onText('writing', event.text);
      else if (event.type === 'tool-call-delta') onText('calling tools', event.arguments ?? '');
    },
    timeToFirstTokenMs: () => (firstDeltaAt === null ? null : Math.round(firstDeltaAt - startedAt)),
    requestId: () => requestId,
    attempts: () => attempts,
    elapsedMs: () => Math.round(now() - startedAt),
    state: () => describeCheck() ?? `${phase} ${characters} ${activity}`,
    describe: (maxCharacters) => {
      const checking = describeCheck();
      if (checking !== undefined) return takeHead(checking, maxCharacters);
      const seconds = sincePhaseMs() / 1000;
      const charactersPerSecond = seconds > 0.2 ? Math.round(characters / seconds) : 0;
      const elapsedMs = Math.round(now() - startedAt);
      return describeProgress(
        { activity, phase, attempts, characters, charactersPerSecond, tail, elapsedMs },
        maxCharacters,
      );
    },
  };
}

/** One line of at most `maxCharacters`: phase, amount, rate, and the end of the text. */
function describeProgress(progress: Progress, maxCharacters: number): string {
  const { activity, phase, attempts, characters, charactersPerSecond, elapsedMs, tail } = progress;
  const parts = [
    ...(activity ? [activity] : []),
    // Each request of an exploring run is an attempt.
    attempts > 1 && !activity ? `${phase} (attempt ${attempts})` : phase,
    ...(characters > 0 ? [`${characters} characters`] : []),
    ...(charactersPerSecond > 0 ? [`${charactersPerSecond}/s`] : []),
    `${Math.round(elapsedMs / 1000)} s`,
  ];
  return withTail(parts.join(' · '), tail, maxCharacters);
}

/** One line with as much of the end of a text as there is room for. */
export function withTail(head: string, text: string, maxCharacters: number): string {
  const room = maxCharacters - head.length - 4;
  const line = oneLine(takeTail(text, TAIL_CHARACTERS));
  return !line || room < 10 ? takeHead(head, maxCharacters) : `${head} · …${takeTail(line, room)}`;
}
