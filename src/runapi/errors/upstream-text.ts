import { oneLine } from '../../text/clean.ts';

/** Longest piece of upstream's own words in any message, in characters. */
const MAX_CHARACTERS = 200;
const REDACTED = '[redacted]';

/**
 * What nobody should read back out of a message: bearer tokens, keys by their prefix, a key's starred-out
 * tail (DeepSeek's 401 has one), and long runs that mix letters and digits.
 */
const KEY_SHAPED =
  /\bBearer\s+\S+|\b(?:sk|rk|pk|key|api|tok)[-_][\w-]{6,}|\*{2,}[\w-]*|\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9+/]{20,}={0,2}/gi;

/** Upstream's `x-request-id`, or what LiteLLM logs in its place; undefined where it is nothing that an id looks like. */
export function readRequestId(headers: Pick<Headers, 'get'>, apiKey: string): string | undefined {
  const id = headers.get('x-request-id') ?? headers.get('x-litellm-call-id') ?? '';
  return /^[\w.:-]{1,128}$/.test(id) && !id.includes(apiKey) ? id : undefined;
}

/**
 * Upstream's words made fit to be shown: one line, at most `maxCharacters`, without the key or anything
 * shaped like one. They are quoted as data; nothing in them is followed.
 *
 * @param secrets - Values that must not appear, such as the key in use.
 */
export function upstreamText(
  text: string,
  secrets: readonly string[],
  maxCharacters = MAX_CHARACTERS,
): string {
  // The longest run that could still matter, so that a huge page costs nothing to clean.
  let line = text.slice(0, 20 * MAX_CHARACTERS);
  for (const secret of secrets) line = line.replaceAll(secret, REDACTED);
  // Control and format characters could rewrite a terminal's line or hide text from a reader.
  line = oneLine(line.replace(KEY_SHAPED, REDACTED));
  const characters = Array.from(line);
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join('')}…` : line;
}
