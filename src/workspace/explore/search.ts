import { createPause } from '../pause.ts';
import type { FoundFile } from '../read/inspect.ts';
import { isRefusal } from '../read/refusal.ts';
import type { Walls } from './find-named.ts';
import { drawMatches } from './draw-matches.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { counted, refused, restCall, type ProjectResult } from './result.ts';
import { bestFirst, type Hit } from './rank.ts';
import { filesOf, findScope, type Scope } from './scope.ts';
import { MAX_SEARCHED_BYTES, searchFile } from './search-file.ts';

export interface SearchCall {
  /** A regular expression; text where it does not compile. */
  readonly pattern: string;
  /** A file, a folder or a glob. */
  readonly path: string;
  /** Number of the first file to show, from 1; of the first match, in one file. */
  readonly from?: number | undefined;
}

interface SearchOptions extends Walls {
  readonly signal: AbortSignal | undefined;
}

/** One page. */
const MAX_FILES = 15;
const MAX_CHARACTERS = 10_000;
/** Of each of several files; of one file, the most on a page. */
const MATCHES_PER_FILE = 5;
const MATCHES_IN_ONE_FILE = 50;

/** Lines that match, with their numbers and the lines around them, by file, the best folders first. */
export async function searchFiles(call: SearchCall, options: SearchOptions): Promise<ProjectResult> {
  const scope = await findScope(call.path, options, options.signal);
  if (isRefusal(scope)) return refused(scope, 'Search the folder above it.');
  let pattern = compilePattern(call.pattern, { ignoreCase: false });
  let { hits, tooLarge } = await searchScope(scope, pattern, options);
  const isLoose = hits.length === 0;
  if (isLoose) {
    pattern = compilePattern(call.pattern, { ignoreCase: true });
    ({ hits, tooLarge } = await searchScope(scope, pattern, options));
  }
  const total = hits.reduce((sum, { count }) => sum + count, 0);
  const how = [
    ...(pattern.kind === 'text'
      ? ['searched as text: it is no regular expression that takes linear time']
      : []),
    ...(isLoose && total > 0 ? ['in any case of letters'] : []),
    ...(tooLarge > 0
      ? [`${counted(tooLarge, 'file')} over ${MAX_SEARCHED_BYTES / 1e6} MB not searched`]
      : []),
  ].map((note) => `; ${note}`);
  const head = `${JSON.stringify(call.pattern)} in ${call.path}: ${counted(total, 'line')} in ${counted(hits.length, 'file')}${how.join('')}`;
  if (total === 0) return { text: `${head}. Try other words, or a wider path.`, isRefused: false };
  const page =
    scope.kind === 'file' ? await onePage(call, hits, pattern) : await filePage(call, hits, pattern);
  return { text: [head, ...page].join('\n'), isRefused: false };
}

async function searchScope(scope: Scope, pattern: Pattern, options: SearchOptions) {
  const hits: Hit[] = [];
  let tooLarge = 0;
  const pause = createPause();
  for await (const file of filesOf(scope, options, { signal: options.signal })) {
    if (file.bytes > MAX_SEARCHED_BYTES) tooLarge += 1;
    const searched = searchFile(file, pattern);
    const matches = searched instanceof Promise ? await searched : searched;
    if (matches) hits.push({ file, count: matches.numbers.length });
    const turn = pause();
    if (turn) await turn;
  }
  return { hits: bestFirst(hits), tooLarge };
}

async function filePage(
  { pattern: given, path, from = 1 }: SearchCall,
  hits: readonly Hit[],
  pattern: Pattern,
) {
  const lines: string[] = [];
  let characters = 0;
  let shown = 0;
  for (const { file } of hits.slice(from - 1, from - 1 + MAX_FILES)) {
    const block = await drawFile(file, given, pattern);
    characters += block.join('\n').length;
    if (shown > 0 && characters > MAX_CHARACTERS) break;
    lines.push('', ...block);
    shown += 1;
  }
  const left = hits.length - (from - 1) - shown;
  if (shown === 0) return [`(no file ${from})`];
  const next = { action: 'search', pattern: given, path, from: from + shown };
  return left > 0 ? [...lines, '', `${counted(left, 'more file')}. ${restCall(next)}`] : lines;
}

async function drawFile(file: FoundFile, given: string, pattern: Pattern): Promise<string[]> {
  const matches = await searchFile(file, pattern);
  if (!matches) return [`${file.path} (changed meanwhile)`];
  const { numbers } = matches;
  const left = numbers.length - MATCHES_PER_FILE;
  const next = { action: 'search', pattern: given, path: file.path, from: MATCHES_PER_FILE + 1 };
  return [
    file.path,
    ...drawMatches(matches, numbers.slice(0, MATCHES_PER_FILE), pattern),
    ...(left > 0 ? [`${counted(left, 'more line')}. ${restCall(next)}`] : []),
  ];
}

async function onePage(
  { pattern: given, path, from = 1 }: SearchCall,
  hits: readonly Hit[],
  pattern: Pattern,
) {
  const [hit] = hits;
  const matches = hit && (await searchFile(hit.file, pattern));
  if (!matches) return [];
  const numbers = matches.numbers.slice(from - 1, from - 1 + MATCHES_IN_ONE_FILE);
  const left = matches.numbers.length - (from - 1) - numbers.length;
  if (numbers.length === 0) return [`(no match ${from})`];
  const next = { action: 'search', pattern: given, path, from: from + numbers.length };
  return [
    ...drawMatches(matches, numbers, pattern),
    ...(left > 0 ? [`${counted(left, 'more line')}. ${restCall(next)}`] : []),
  ];
}
