import { createLinkFinder } from './links/links.ts';
import { LOGIN_RULES } from './logins.ts';
import { MANIFEST_RULES } from './manifests.ts';
import { NAME_RULES, type Origin } from './named-values.ts';
import { createMemory } from './memory.ts';
import { findPrivateKeys } from './private-key.ts';
import { createScanner } from './scanner.ts';
import type { Span } from './span.ts';
import { findColumns, TABLE_RULES } from './tables.ts';
import { AWS_EXAMPLES, TOKEN_RULES } from './tokens.ts';

/** Where a secret is; never what it is. */
export interface Secret extends Span {
  readonly firstLine: number;
  readonly lastLine: number;
}

const MANUAL = /\.(?:md|mdx|rst|adoc)$/i;
/** A bare word after `=` is an expression there. */
const PROGRAM =
  /\.(?:[cm]?[jt]sx?|map|vue|svelte|astro|py[iw]?|rb|erb|go|rs|java|kts?|scala|groovy|gradle|cs|fs|vb|c|cc|cpp|cxx|h|hh|hpp|mm?|swift|php|pl|pm|lua|dart|exs?|erl|hs|ml|clj[cs]?|r|jl|nim|zig|sol|sql|tf|hcl|html?|css|s[ac]ss|less|wasm|snap)$/i;
/** Where passwords are made up: only what chance drew is one. */
const EXAMPLE =
  /\.(?:md|mdx|rst|adoc)$|(?:^|[/\\])(?:tests?|__tests__|__mocks__|spec|specs|fixtures?|testdata|examples?|samples?|docs?|i18n|l10n|locales?|lang|langs|translations?|node_modules|vendor)[/\\]|[._-](?:test|spec|stories|mock|fixture)s?\.\w+$|(?:^|[/\\])test_\w+\.py$|_test\.go$|(?:^|[/\\])(?:locale|messages|strings|translation)[\w.-]*\.(?:json|ya?ml|properties|po|xml|strings)$|\.(?:po|pot|xlf|xliff|arb|resx)$/i;

const scan = createScanner<Origin>([
  ...TOKEN_RULES,
  ...AWS_EXAMPLES,
  ...LOGIN_RULES,
  ...TABLE_RULES,
  ...MANIFEST_RULES,
  ...NAME_RULES,
]);

/**
 * All that looks like a secret in a text, first line first and without overlaps.
 *
 * @param path - Of the file that it is from, if it is from one: its format says how values are written, and a manual may
 *   show an example.
 */
export function findSecrets(text: string, path = ''): Secret[] {
  const origin: Origin = {
    isManual: MANUAL.test(path),
    isProgram: PROGRAM.test(path),
    isExample: EXAMPLE.test(path),
    named: { until: 0 },
    manifest: { until: 0 },
    places: createMemory(),
    judged: [],
    findLink: createLinkFinder(text),
  };
  const spans: Span[] = [
    ...findPrivateKeys(text).map((place) => ({ kind: 'a private key', ...place })),
    ...scan(text, origin),
    ...findColumns(text, path),
  ];
  const lineOf = lineCounter(text);
  // Member by member: a file may be full of secrets, and to spread each takes most of the time.
  return withoutOverlaps(spans).map(({ kind, start, end }) => ({
    kind,
    start,
    end,
    firstLine: lineOf(start),
    lastLine: lineOf(end),
  }));
}

/** Of two that begin together the first is kept. */
function withoutOverlaps(spans: readonly Span[]): Span[] {
  const kept: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = kept.at(-1);
    if (!last || span.start >= last.end) kept.push(span);
    else if (span.start === last.start)
      kept[kept.length - 1] = { ...span, end: Math.max(span.end, last.end) };
    else if (span.end > last.end) kept[kept.length - 1] = { ...last, end: span.end };
  }
  return kept;
}

/** Counts each line break once as long as it is asked for places in order, or nearly so. */
function lineCounter(text: string): (place: number) => number {
  const breakAfter = (from: number) => {
    const found = text.indexOf('\n', from);
    return found < 0 ? text.length : found;
  };
  // Kept between questions: a line of megabytes may hold thousands of places.
  let [line, next] = [1, -1];
  let last = 0;
  return (place) => {
    if (place < last || next < 0) [line, next] = [1, breakAfter(0)];
    for (; next < place && next < text.length; next = breakAfter(next + 1)) line += 1;
    last = place;
    return line;
  };
}
