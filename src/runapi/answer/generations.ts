import type { ProtocolEvent } from '../protocols/protocol.ts';

type Generation = Extract<ProtocolEvent, { type: 'generation' }>;

/** Notices that an intermediary has tried again within one stream, so that two answers are not glued together. */
export function startGenerations(): {
  /** @param hasContent - Whether a part of the answer came before the event. */
  readonly isAnother: (event: Generation, hasContent: boolean) => boolean;
} {
  let id: string | undefined;
  let eventsWithId = 0;
  let isIdPerChunk = false;
  /** The id was new in the middle of an answer: a further event with it shows that it is that of another answer. */
  let suspect: 'with any event' | 'with text' | undefined;

  return {
    isAnother({ id: next, starts, hasText = false }, hasContent) {
      if (next === id) {
        eventsWithId += 1;
        const isShown = suspect === 'with any event' || (suspect === 'with text' && hasText);
        return hasContent && (starts === 'certainly' || isShown);
      }
      const wasRepeated = eventsWithId > 1;
      const isClock = isOfClock(id, next);
      // Some gateways give each chunk an id of its own: an id means something only once it was repeated.
      isIdPerChunk ||= suspect !== undefined && !wasRepeated;
      suspect = undefined;
      [id, eventsWithId] = [next, 1];
      if (!hasContent) return false;
      if (starts === 'certainly' || (starts === 'possibly' && wasRepeated)) return true;
      if (starts === 'possibly' && !isIdPerChunk) suspect = 'with any event';
      if (starts === 'no' && wasRepeated && hasText && !isClock) suspect = 'with text';
      return false;
    },
  };
}

/** Some gateways make an id of the time for each chunk, so that those of one moment share it. */
function isOfClock(before = '', after = ''): boolean {
  const [one, other] = [before, after].map((id) => /^(.*?)\d{10,}$/.exec(id)?.[1]);
  return one !== undefined && one === other;
}
