import { JSONParser } from '@streamparser/json';
import { UpstreamFault } from './errors/fault.ts';

/**
 * Reads a JSON document that arrives in pieces. An array gives each of its elements as soon as it is
 * complete; anything else gives one value at the end.
 *
 * @throws {UpstreamFault} `malformed` for what is not JSON, `closed` for a document that was cut off.
 */
export async function* readJsonDocument(text: AsyncIterable<string>): AsyncGenerator<unknown, void, void> {
  let values: unknown[] = [];
  let parser: JSONParser | undefined;
  for await (const piece of text) {
    // Gateways send blank lines to keep the connection alive until the document starts.
    const json = parser ? piece : piece.trimStart();
    if (json === '') continue;
    parser ??= createJsonParser(json.startsWith('['), (value) => void values.push(value));
    const fault = feed(parser, json);
    // What was whole before the piece went wrong was sent, and counts.
    yield* values;
    values = [];
    if (fault) throw fault;
  }
  if (!parser?.isEnded) throw new UpstreamFault({ type: 'closed', finished: false });
}

function createJsonParser(isArray: boolean, onValue: (value: unknown) => void): JSONParser {
  // Elements are not kept once they were handed over, or a long stream would pile up in memory.
  const parser = new JSONParser({ paths: [isArray ? '$.*' : '$'], keepStack: false });
  parser.onValue = ({ value }) => onValue(value);
  return parser;
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
