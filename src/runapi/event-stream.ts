import { createParser } from 'eventsource-parser';
import { lost, UpstreamFault } from './errors/fault.ts';
import { readJsonDocument } from './json-document.ts';
import { startStrictText } from './strict-text.ts';
import type { UpstreamResponse } from './transport/response.ts';

/** Most that one event may take, in characters; a gateway that sends more in a line is not sending an answer. */
const MAX_EVENT_CHARACTERS = 32 * 1024 * 1024;
/** How long a finished stream may take to close before its connection is given up. */
const DRAIN_MS = 1000;

/**
 * Reads a response as what its content type says: server-sent events, one string of data each, or JSON,
 * as parsed values (a gateway may answer a stream request with a whole document, or with a JSON array).
 *
 * @param onBytes - Called for whatever arrives, comments and blank lines too.
 * @throws {UpstreamFault} `content-type`, `malformed` or `lost`.
 */
export async function* readEvents(
  response: UpstreamResponse,
  onBytes: () => void,
): AsyncGenerator<unknown, void, void> {
  const contentType = response.headers.get('content-type') ?? '';
  const isEventStream = /^text\/event-stream\b/i.test(contentType);
  if (!response.body || (!isEventStream && !/^application\/([\w.-]+\+)?json\b/i.test(contentType))) {
    await response.body?.cancel();
    throw new UpstreamFault({ type: 'content-type', contentType });
  }
  const text = readText(response.body, onBytes);
  yield* isEventStream ? readServerSentEvents(text) : readJsonDocument(text);
}

async function* readServerSentEvents(text: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  let events: string[] = [];
  let isTooLong = false;
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARACTERS,
    onEvent: ({ data }) => void events.push(data),
    onError: ({ type }) => void (isTooLong ||= type === 'max-buffer-size-exceeded'),
  });
  for await (const piece of text) {
    parser.feed(piece);
    yield* events;
    events = [];
    if (isTooLong)
      throw new UpstreamFault({ type: 'malformed', problem: 'upstream sent an event of over 32 MB' });
  }
}

/** Text as it arrives; what came before a byte that is not UTF-8 is given before the fault is thrown. */
async function* readText(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<string, void, void> {
  const strict = startStrictText();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw lost(cause);
      });
      if (done) break;
      onBytes();
      const { text, isBroken } = strict.decode(value);
      yield text;
      if (isBroken) throw notUtf8();
    }
    if (strict.isUnfinished()) throw notUtf8();
  } finally {
    void drain(reader);
  }
}

function notUtf8(): UpstreamFault {
  return new UpstreamFault({ type: 'malformed', problem: 'upstream sent bytes that are not UTF-8' });
}

/** Reads what follows the end marker, so that the connection can carry the next request. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const giveUp = () => reader.cancel().catch(ignoreBrokenConnection);
  const timer = setTimeout(() => void giveUp(), DRAIN_MS).unref();
  try {
    while (!(await reader.read()).done);
  } catch (error) {
    ignoreBrokenConnection(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The answer is whole, or its loss was already reported: the connection is of no more interest. */
function ignoreBrokenConnection(_error: unknown): void {}
