import { createParser } from 'eventsource-parser';
import { UpstreamFault } from '../errors/fault.ts';
import { startBareJson } from './bare-json.ts';

/** Most that one event may take, in characters; a gateway that sends more in a line is not sending an answer. */
const MAX_EVENT_CHARACTERS = 32 * 1024 * 1024;

export interface ServerSentEvent {
  readonly name: string | undefined;
  readonly data: string;
  /** The stream ended before the blank line that ends an event, so the event may be cut off. */
  readonly isUnfinished: boolean;
}

/**
 * Reads server-sent events, and JSON that was sent between them without `data:`.
 *
 * @returns The events of each piece of text.
 * @throws {UpstreamFault} `malformed` for an event that is too long.
 */
export async function* readServerSentEvents(
  text: AsyncIterable<string>,
): AsyncGenerator<readonly ServerSentEvent[], void, void> {
  let events: ServerSentEvent[] = [];
  let isTooLong = false;
  let isUnfinished = false;
  const bareJson = startBareJson();
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARACTERS,
    onEvent: ({ event: name, data }) => void events.push({ name, data, isUnfinished }),
    onError: ({ type, line = '' }) => {
      isTooLong ||= type === 'max-buffer-size-exceeded';
      const json = bareJson.push(line);
      if (json !== undefined) events.push({ name: undefined, data: json, isUnfinished });
    },
  });
  const take = () => {
    const taken = events;
    events = [];
    return taken;
  };
  const takeRest = () => {
    isUnfinished = true;
    parser.feed('\n\n');
    return take();
  };
  try {
    for await (const piece of text) {
      parser.feed(piece);
      yield take();
      if (isTooLong) {
        throw new UpstreamFault({ type: 'malformed', problem: 'upstream sent an event of over 32 MB' });
      }
    }
  } catch (error) {
    // The last line may be whole although the blank line after it has not arrived.
    if (!isTooLong) yield takeRest();
    throw error;
  }
  // Some gateways close the connection without the last blank line, or the last line's end.
  yield takeRest();
}
