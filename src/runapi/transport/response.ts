import type { IncomingMessage } from 'node:http';
import { toWebStream } from './body-stream.ts';
import { decodeContent, explainDecoding } from './content-encoding.ts';

/** The part of a `Response` of fetch that is used here. */
export interface UpstreamResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly body: ReadableStream<Uint8Array> | null;
  /** The whole body, as UTF-8. @throws {RangeError} Where it is longer than any answer. */
  readonly text: () => Promise<string>;
}

/** For bodies that are read as a whole. */
const MAX_BYTES = 32 * 1024 * 1024;

/** @throws {UpstreamFault} `malformed` for a content encoding that nobody asked for. */
export function createResponse(incoming: IncomingMessage): UpstreamResponse {
  const status = incoming.statusCode ?? 0;
  const { stream, failure } = decodeContent(incoming);
  const body = toWebStream(stream, { failure, explain: (error) => explainDecoding(error, incoming) });
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: toHeaders(incoming),
    body,
    text: () => readWhole(body),
  };
}

/** With `entries` as well, which the OpenAI client reads. */
function toHeaders({ headers }: IncomingMessage) {
  const values = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return { get: (name: string) => values.get(name.toLowerCase()) ?? null, entries: () => values.entries() };
}

async function readWhole(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > MAX_BYTES) throw new RangeError(`The body is longer than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
