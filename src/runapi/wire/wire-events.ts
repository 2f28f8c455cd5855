import { UpstreamFault } from '../errors/fault.ts';
import type { UpstreamResponse } from '../transport/response.ts';
import { parseEventData, withoutEnvelope, type WireEvent } from './event-data.ts';
import { detectFraming } from './framing.ts';
import { readJsonDocuments } from './json-document.ts';
import { readText, type ReadOptions } from './response-text.ts';
import { readServerSentEvents } from './server-sent-events.ts';

/**
 * Reads a response as what it is: server-sent events, or JSON (a gateway may answer a stream request with a
 * whole document, with an array, or with a document a line). Events that carry nothing are skipped.
 *
 * @returns The events of each piece that arrived; one at a time would cost more than to read them.
 * @throws {UpstreamFault} `content-type`, `malformed`, `closed` or `lost`.
 */
export async function* readWireEvents(
  response: UpstreamResponse,
  options: ReadOptions,
): AsyncGenerator<readonly WireEvent[], void, void> {
  const contentType = response.headers.get('content-type') ?? '';
  if (!response.body) throw new UpstreamFault({ type: 'content-type', contentType });
  const { framing, text } = await detectFraming(readText(response.body, options), contentType);
  if (framing === 'unknown') {
    await text.return();
    throw new UpstreamFault({ type: 'content-type', contentType });
  }
  if (framing === 'events') {
    for await (const events of readServerSentEvents(text)) yield events.flatMap(parseEventData);
  } else {
    for await (const value of readJsonDocuments(text)) {
      if (value !== null) yield [{ type: 'value', value: withoutEnvelope(value), name: undefined }];
    }
  }
}
