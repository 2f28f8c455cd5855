import type { ChatEvent } from '../../chat/event.ts';

/** What a model repeats is a line or two. */
const MAX_OVERLAP_CHARACTERS = 400;
/** Less than this may well be meant: a table repeats its borders, a poem its words. */
const MIN_OVERLAP_CHARACTERS = 24;
/** So many at the end of the kept text must occur only there, or a repetition proves nothing. */
const TELLING_CHARACTERS = 12;
const LOOK_AT_CHARACTERS = 10_000;

/**
 * The events of a continuation without the words from the end of the kept text that models like to begin
 * with. Its first characters are held back as long as they may be a repetition.
 */
export async function* withoutOverlap(
  events: AsyncIterable<ChatEvent>,
  keptText: string,
): AsyncGenerator<ChatEvent, void, void> {
  const keptEnd = keptText.slice(-MAX_OVERLAP_CHARACTERS);
  let held: string | undefined = '';
  const release = (): ChatEvent[] => {
    const text = held?.slice(countOverlap(keptText, held)) ?? '';
    held = undefined;
    return text ? [{ type: 'text-delta', text }] : [];
  };
  try {
    for await (const event of events) {
      if (held === undefined || event.type !== 'text-delta') {
        if (event.type === 'finish') yield* release();
        yield event;
      } else {
        held += event.text;
        if (!keptEnd.includes(held)) yield* release();
      }
    }
  } finally {
    // Also where the stream broke: what arrived is kept.
    yield* release();
  }
}

/** How many characters at the beginning of `text` are those at the end of `keptText`. */
function countOverlap(keptText: string, text: string): number {
  const end = keptText.slice(-LOOK_AT_CHARACTERS);
  // What the text has said before it may well say again.
  if (end.indexOf(end.slice(-TELLING_CHARACTERS)) < end.length - TELLING_CHARACTERS) return 0;
  const most = Math.min(end.length, text.length, MAX_OVERLAP_CHARACTERS);
  for (let count = most; count >= MIN_OVERLAP_CHARACTERS; count -= 1) {
    if (end.endsWith(text.slice(0, count))) return count;
  }
  return 0;
}
