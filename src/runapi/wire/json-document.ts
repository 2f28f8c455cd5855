import type { JSONParser } from '@streamparser/json';
import { UpstreamFault } from '../errors/fault.ts';

/**
 * Reads JSON that arrives in pieces. An array gives each of its elements as soon as it is complete; documents
 * that follow each other, as in NDJSON, give one value each.
 *
 * @throws {UpstreamFault} `malformed` for what is not JSON, `closed` for a document that was cut off.
 */
export async function* readJsonDocuments(text: AsyncIterable<string>): AsyncGenerator<unknown, void, void> {
  let values: unknown[] = [];
  let hasValue = false;
  let parser: JSONParser | undefined;
  for await (const piece of text) {
    // Gateways send blank lines to keep the connection alive until the document starts.
    const json = parser ? piece : piece.trimStart();
    if (json === '') continue;
    parser ??= await createJsonParser(json.startsWith('['), (value) => void values.push(value));
    const fault = feed(parser, json);
    hasValue ||= values.length > 0;
    // What was whole before the piece went wrong was sent, and counts.
    yield* values;
    values = [];
    if (fault) throw fault;
  }
  if (!parser || !isWhole(parser, hasValue)) throw new UpstreamFault({ type: 'closed', finished: false });
}

/** Loaded on first use, since most answers are streams of events. */
async function createJsonParser(isArray: boolean, onValue: (value: unknown) => void): Promise<JSONParser> {
  const { JSONParser } = await import('@streamparser/json');
  // Elements are not kept once they were emitted, or a long stream would pile up in memory.
  const parser = isArray
    ? new JSONParser({ paths: ['$.*'], keepStack: false })
    : new JSONParser({ paths: ['$'], keepStack: false, separator: '' });
  parser.onValue = ({ value }) => onValue(value);
  return parser;
}

function isWhole(parser: JSONParser, hasValue: boolean): boolean {
  if (parser.isEnded) return true;
  try {
    parser.end();
    return hasValue;
  } catch {
    return false;
  }
}

function feed(parser: JSONParser, json: string): UpstreamFault | undefined {
  try {
    if (!parser.isEnded) parser.write(json);
    else if (json.trim()) throw new SyntaxError('more than one document');
    return undefined;
  } catch (cause) {
    return new UpstreamFault(
      { type: 'malformed', problem: 'upstream sent what is not JSON', sample: json },
      { cause },
    );
  }
}
