/** More than this in one answer is no set of calls. */
const MAX_ELEMENTS = 50;

interface Element {
  /** What the groups of the opening pattern caught, the first that did. */
  readonly name: string;
  readonly body: string;
}

/**
 * The elements of a markup that nobody promised to be well-formed: each body ends where one closes, where the next one
 * opens, or with the text.
 *
 * @param open - Global; its quantifiers are bounded, so that no text takes long.
 * @param close - Global.
 */
export function findElements(text: string, open: RegExp, close: RegExp): Element[] {
  const elements: Element[] = [];
  open.lastIndex = 0;
  let found = open.exec(text);
  while (found && elements.length < MAX_ELEMENTS) {
    const start = open.lastIndex;
    const name = found.slice(1).find((group) => group !== undefined) ?? '';
    found = open.exec(text);
    close.lastIndex = start;
    const end = Math.min(close.exec(text)?.index ?? text.length, found?.index ?? text.length);
    elements.push({ name, body: text.slice(start, end) });
  }
  return elements;
}
