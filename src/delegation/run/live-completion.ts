import { EMPTY_COMPLETION, startCompletion, type Completion } from '../../chat/completion.ts';
import type { ChatEvent } from '../../chat/event.ts';
import { joinCompletions } from '../../chat/join.ts';

/** What has arrived of a run so far. Each delta is added once; everybody who asks reads the same. */
export interface LiveCompletion {
  readonly add: (event: ChatEvent) => void;
  /** Starts a further request: what it brings is added to `base`. */
  readonly begin: (base: Completion) => void;
  /** What the current request brought. */
  readonly part: () => Completion;
  /** All of it, with the base. */
  readonly current: () => Completion;
}

export function startLiveCompletion(): LiveCompletion {
  let base = EMPTY_COMPLETION;
  let builder = startCompletion();
  return {
    add: (event) => builder.add(event),
    begin(begun) {
      base = begun;
      builder = startCompletion();
    },
    part: () => builder.build(),
    current: () => joinCompletions([base, builder.build()]),
  };
}

/** Whether upstream sent any part of an answer, reasoning included. */
export function hasReceived({ text, reasoning, tool_calls }: Completion): boolean {
  return Boolean(text || reasoning || tool_calls.length > 0);
}
