import type { ChatEvent } from './event.ts';

/**
 * Two consecutive events as one that makes the same answer; undefined where there is none. A stream sends a
 * few characters at a time, and a line for each would cost more than what it says.
 */
export function mergeEvents(first: ChatEvent, second: ChatEvent): ChatEvent | undefined {
  if (first.type === 'text-delta' && second.type === 'text-delta') {
    return { type: 'text-delta', text: first.text + second.text };
  }
  if (first.type === 'reasoning-delta' && second.type === 'reasoning-delta') {
    const signature = (first.signature ?? '') + (second.signature ?? '');
    return { type: 'reasoning-delta', text: first.text + second.text, ...(signature && { signature }) };
  }
  if (first.type === 'tool-call-delta' && second.type === 'tool-call-delta') {
    // Without an index, each is a call of its own.
    if (first.index === null || first.index !== second.index) return undefined;
    const [id, name] = [first.id || second.id, first.name || second.name];
    const joined = (first.arguments ?? '') + (second.arguments ?? '');
    return {
      type: 'tool-call-delta',
      index: first.index,
      ...(id && { id }),
      ...(name && { name }),
      ...(joined && { arguments: joined }),
    };
  }
  return undefined;
}

/** Adds an event to others, merged with the last of them where it can be. */
export function pushMerged(events: ChatEvent[], event: ChatEvent): void {
  const last = events.at(-1);
  const merged = last && mergeEvents(last, event);
  if (merged) events[events.length - 1] = merged;
  else events.push(event);
}

/** About how many characters an event takes in the log. */
export function lengthOf(event: ChatEvent): number {
  if (event.type === 'text-delta' || event.type === 'reasoning-delta') return event.text.length;
  return event.type === 'tool-call-delta' ? (event.arguments?.length ?? 0) : 0;
}
