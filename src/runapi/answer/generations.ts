import type { ProtocolEvent } from '../protocols/protocol.ts';

type Generation = Extract<ProtocolEvent, { type: 'generation' }>;

/** Whether an event belongs to the answer so far, to another one, or to another one if the next event confirms it. */
type Verdict = 'same' | 'another' | 'unclear';

/** Notices that an intermediary has tried again within one stream, so that two answers are not glued together. */
export function startGenerations(): {
  /** @param hasContent - Whether a part of the answer came before the event. */
  readonly judge: (event: Generation, hasContent: boolean) => Verdict;
} {
  let id: string | undefined;
  let eventsWithId = 0;
  let isIdPerChunk = false;
  /** The id was new in the middle of an answer: a further event with it shows that it is that of another answer. */
  let suspect: 'with any event' | 'with text' | undefined;

  return {
    judge({ id: next, starts, hasText = false }, hasContent) {
      if (next === id) {
        eventsWithId += 1;
        const isShown = suspect === 'with any event' || (suspect === 'with text' && hasText);
        return hasContent && (starts === 'certainly' || isShown) ? 'another' : 'same';
      }
      const wasRepeated = eventsWithId > 1;
      const isClock = isOfClock(id, next);
      // Some gateways give each chunk an id of its own: an id means something only once it was repeated.
      isIdPerChunk ||= suspect !== undefined && !wasRepeated;
      suspect = undefined;
      [id, eventsWithId] = [next, 1];
      if (!hasContent) return 'same';
      if (starts === 'certainly' || (starts === 'possibly' && wasRepeated)) return 'another';
      if (starts === 'possibly' && !isIdPerChunk) suspect = 'with any event';
      if (starts === 'no' && wasRepeated && hasText && !isClock) suspect = 'with text';
      return suspect ? 'unclear' : 'same';
    },
  };
}

/** Some gateways make an id of the time for each chunk, so that those of one moment share it. */
function isOfClock(before = '', after = ''): boolean {
  const [one, other] = [before, after].map((id) => /^(.*?)\d{10,}$/.exec(id)?.[1]);
  return one !== undefined && one === other;
}
