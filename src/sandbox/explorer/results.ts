import { countWords } from './words.ts';

/** A line of a file. */
interface Place {
  readonly path: string;
  readonly line: number;
}

export function isSearch(result: string): boolean {
  return /^"[^\n]*: \d+ lines? in \d+ files?/.test(result);
}

export function isReading(result: string): boolean {
  return /^[^\n]*lines?[^\n]* \(number, tab, line\):\n/.test(result);
}

export function isListing(result: string): boolean {
  return /^[^\n]*: \d+ files?\b/.test(result) && !isSearch(result);
}

/** The place that a search found with most of the words: in code rather than in prose, and not in tests. */
export function bestPlace(result: string, words: readonly string[]): Place | undefined {
  let path = '';
  let best: { place: Place; points: number } | undefined;
  const lines = result.split('\n');
  for (const [at, text] of lines.entries()) {
    // The files of a search are apart from each other.
    if (at > 1 && lines[at - 1] === '') path = text;
    const [, number, line = ''] = /^(\d+): (.*)$/.exec(text) ?? [];
    if (number === undefined) continue;
    const points = 2 * countWords(line, words) + countWords(path, words) + pointsOf(path);
    if (!best || points > best.points) best = { place: { path, line: Number(number) }, points };
  }
  return best?.place;
}

function pointsOf(path: string): number {
  const isCode = !/\.(?:md|txt|json|ya?ml|lock)$/.test(path);
  return (isCode ? 2 : 0) - (/(?:^|\/)(?:tests?|bench|fixtures)\//.test(path) ? 2 : 0);
}
