import type { ChatMessage } from '../chat/message.ts';

type Messages = readonly ChatMessage[];

/**
 * The exchanges from which a conversation may be sent on without parting a tool result from its call: indexes
 * into `exchanges`, from the latest (`exchanges.length`, where no exchange is needed) to the oldest.
 *
 * A stored result whose call is nowhere, since its exchange is damaged, stops everything up to it from being sent.
 * A new result without a call does not: it is the caller's, and upstream says what it thinks of it.
 */
export function findStarts(exchanges: readonly Messages[], newMessages: Messages): number[] {
  const oldestNeeded = findOldestNeeded(exchanges, newMessages);
  const starts: number[] = [];
  let reach = Number.POSITIVE_INFINITY;
  for (let index = exchanges.length; index >= 0; index -= 1) {
    reach = Math.min(reach, oldestNeeded[index] ?? index);
    if (reach === index) starts.push(index);
  }
  return starts;
}

const NOWHERE = -1;

/** For each exchange, and last for the new messages, the index of the oldest one with a call whose result it brings. */
function findOldestNeeded(exchanges: readonly Messages[], newMessages: Messages): number[] {
  // Ids come back (Gemini's calls are numbered anew in each answer), so a result belongs to the last call before it.
  const lastCalls = new Map<string, number>();
  return [...exchanges, newMessages].map((messages, index) => {
    const withoutCall = index === exchanges.length ? index : NOWHERE;
    let oldest = index;
    for (const { role, tool_calls = [], tool_call_id } of messages) {
      for (const { id } of tool_calls) lastCalls.set(id, index);
      if (role === 'tool') oldest = Math.min(oldest, lastCalls.get(tool_call_id ?? '') ?? withoutCall);
    }
    return oldest;
  });
}
