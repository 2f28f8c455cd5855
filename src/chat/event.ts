import type { Usage } from './usage.ts';

/** What a stream of any protocol comes down to. */
export type ChatEvent =
  | { type: 'text-delta'; text: string }
  | { type: 'reasoning-delta'; text: string; signature?: string }
  /** Fragments of one call share an index; a call that comes whole has none. */
  | { type: 'tool-call-delta'; index: number | null; id?: string; name?: string; arguments?: string }
  /** Later counts replace earlier ones; a null leaves what was known. */
  | { type: 'usage'; usage: Partial<Usage> }
  /** In the words of chat completions where it has one, else as upstream wrote it. */
  | { type: 'finish'; reason: string }
  /** The protocol's own end of the stream. */
  | { type: 'end' };
