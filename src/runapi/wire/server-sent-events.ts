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
 * Reads server-sent events, one at a time, and JSON that stands between them without `data:`.
 *
 * @throws {UpstreamFault} `malformed` for an event that is too long.
 */
export async function* readServerSentEvents(
  text: AsyncIterable<string>,
): AsyncGenerator<ServerSentEvent, void, void> {
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
    if (isTooLong) {
      throw new UpstreamFault({ type: 'malformed', problem: 'upstream sent an event of over 32 MB' });
    }
    const taken = events;
    events = [];
    return taken;
  };
  for await (const piece of text) {
    parser.feed(piece);
    // What came before an event that is too long is given first.
    if (isTooLong) yield* events;
    yield* take();
  }
  // Some gateways close the connection without the last blank line, or the last line's end.
  isUnfinished = true;
  parser.feed('\n\n');
  yield* take();
}
