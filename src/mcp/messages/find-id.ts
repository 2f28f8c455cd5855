/** Far more than an id and the members beside it take. */
const EDGE_CHARACTERS = 4096;

const ID = String.raw`"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)`;
const OTHER = String.raw`"(?:jsonrpc|method)"\s*:\s*"[^"\\]*"`;
const AT_START = new RegExp(String.raw`^\s*\{\s*(?:${OTHER}\s*,\s*)*${ID}`);
// After the params or a known member: an id inside the params is not the message's own.
const AT_END = new RegExp(String.raw`(?:\}|${OTHER})\s*,\s*${ID}\s*(?:,\s*${OTHER}\s*)*\}\s*$`);

/**
 * The id of a request whose JSON is broken or too long to be read. Clients write it before or after everything
 * that can be large.
 *
 * @param start - The line, or its beginning.
 * @param end - The line, or its end.
 * @returns Null where there is none to be seen.
 */
export function findId(start: string, end: string): string | number | null {
  const written =
    AT_START.exec(start.slice(0, EDGE_CHARACTERS))?.[1] ?? AT_END.exec(end.slice(-EDGE_CHARACTERS))?.[1];
  if (written === undefined) return null;
  try {
    return JSON.parse(written) as string | number;
  } catch {
    return null;
  }
}
