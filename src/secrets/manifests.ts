import type { Rule } from './scanner.ts';
import type { Span } from './span.ts';
import { isSecretValue } from './values/values.ts';

const ENTRY =
  /^[ \t]{1,20}["']?[\w.-]{1,80}["']?:[ \t]{1,4}(?:[|>][-+]?\s{1,40})?["']?([^\s"']{8,4000})["']?[ \t]*\r?$/gm;
const MAX_MANIFEST = 20_000;

/** A Kubernetes Secret: whatever its entries are called, they are secrets. */
export const MANIFEST_RULE: Rule<unknown> = {
  anchor: 'kind: Secret',
  startsWord: true,
  look(text, at) {
    const before = text.slice(Math.max(0, at - MAX_MANIFEST), at);
    const from = at - before.length + Math.max(0, before.lastIndexOf('\n---'));
    const after = text.slice(at, at + MAX_MANIFEST);
    const end = after.indexOf('\n---');
    const to = at + (end < 0 ? after.length : end);
    return { secrets: findEntries(text.slice(from, to), from), next: to };
  },
};

function findEntries(document: string, offset: number): Span[] {
  const data = /^[ \t]{0,20}(?:stringData|data):[ \t]*\r?$/m.exec(document);
  if (!data) return [];
  const spans: Span[] = [];
  for (const match of document.slice(data.index).matchAll(ENTRY)) {
    const value = match[1] ?? '';
    if (!isSecretValue(value, 'secret')) continue;
    const start = offset + data.index + match.index + match[0].indexOf(value);
    spans.push({ kind: 'a value of a Kubernetes Secret', start, end: start + value.length });
  }
  return spans;
}
