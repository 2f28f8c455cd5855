import { isA, WORD } from './characters.ts';
import type { Origin } from './named-values.ts';
import type { Rule } from './scanner.ts';
import type { Span } from './span.ts';
import { isSecretValue } from './values/values.ts';

const ENTRY =
  /^[ \t]{1,20}["']?[\w.-]{1,80}["']?:[ \t]{1,4}(?:[|>][-+]?\s{1,40})?["']?([^\s"']{8,4000})["']?[ \t]*\r?$/gm;
const MAX_MANIFEST = 20_000;

/** `"name": "…"` in the data of a manifest in JSON. */
const MEMBER = /"[\w.-]{1,80}"\s{0,9}:\s{0,9}"([^"\\]{8,4000})"/g;

/** A Kubernetes Secret: whatever its entries are called, they are secrets. */
export const MANIFEST_RULES = ['kind: Secret', 'kind: "Secret"', '"kind":"Secret"', '"kind": "Secret"'].map(
  (anchor): Rule<Origin> => ({
    anchor,
    startsWord: true,
    look(text, at, { manifest }) {
      // `kind: SecretStore` is another; of two in one document the first has found all.
      if (at < manifest.until || isA(WORD, text.charCodeAt(at + anchor.length))) return undefined;
      const before = text.slice(Math.max(0, at - MAX_MANIFEST), at);
      const from = at - before.length + Math.max(0, before.lastIndexOf('\n---'));
      const after = text.slice(at, at + MAX_MANIFEST);
      const end = after.indexOf('\n---');
      manifest.until = at + (end < 0 ? after.length : end);
      return { secrets: findEntries(text.slice(from, manifest.until), from), next: at + anchor.length };
    },
  }),
);

function findEntries(document: string, offset: number): Span[] {
  const data = /^[ \t]{0,20}(?:stringData|data):[ \t]*\r?$|"(?:stringData|data)"\s{0,9}:\s{0,9}\{/m.exec(
    document,
  );
  if (!data) return [];
  const isJson = data[0].endsWith('{');
  const rest = document.slice(data.index);
  const entries = isJson ? rest.slice(0, rest.indexOf('}')).matchAll(MEMBER) : rest.matchAll(ENTRY);
  const spans: Span[] = [];
  for (const match of entries) {
    const value = match[1] ?? '';
    if (!isSecretValue(value, 'secret')) continue;
    const start = offset + data.index + match.index + match[0].lastIndexOf(value);
    spans.push({ kind: 'a value of a Kubernetes Secret', start, end: start + value.length });
  }
  return spans;
}
