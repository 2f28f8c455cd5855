import type { ProtocolEvent } from '../protocols/protocol.ts';

type Generation = Extract<ProtocolEvent, { type: 'generation' }>;

/** Notices that an intermediary has tried again within one stream, so that two answers are not glued together. */
export function startGenerations(): { readonly isAnother: (event: Generation) => boolean } {
  let id: string | undefined;
  let eventsWithId = 0;
  return {
    isAnother({ id: next, starts }) {
      const isSame = next === id;
      // Some gateways give each chunk an id of its own: an id says something only once it was repeated.
      const isAnother = starts === 'certainly' || (starts === 'possibly' && !isSame && eventsWithId > 1);
      eventsWithId = isSame ? eventsWithId + 1 : 1;
      id = next;
      return isAnother;
    },
  };
}
