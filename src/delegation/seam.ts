import type { ChatEvent } from '../runapi/chat.ts';

/** What a model repeats is a line or two. */
const MAX_REPEATED_CHARACTERS = 400;
/** Less than this may well be meant: a table repeats its borders, a poem its words. */
const MIN_REPEATED_CHARACTERS = 24;

/**
 * The events of a continuation without the words from the end of the kept text that models like to begin
 * with. Its first characters are held back as long as they may be a repetition.
 */
export async function* withoutRepetition(
  events: AsyncIterable<ChatEvent>,
  keptText: string,
): AsyncGenerator<ChatEvent, void, void> {
  // A repetition begins somewhere in here.
  const keptEnd = keptText.slice(-MAX_REPEATED_CHARACTERS);
  let held: string | undefined = '';
  const release = (): ChatEvent[] => {
    const text = held?.slice(countRepeated(keptText, held)) ?? '';
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
function countRepeated(keptText: string, text: string): number {
  const most = Math.min(keptText.length, text.length, MAX_REPEATED_CHARACTERS);
  const counts: number[] = [];
  for (let count = most; count >= MIN_REPEATED_CHARACTERS; count -= 1) {
    if (keptText.endsWith(text.slice(0, count))) counts.push(count);
  }
  const [count, another] = counts;
  if (count === undefined || another !== undefined) return 0;
  // What is there more than once may come once more: a ruled line, the end of a block.
  return keptText.indexOf(text.slice(0, count)) === keptText.length - count ? count : 0;
}
