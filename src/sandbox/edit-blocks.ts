import type { FaultName } from './faults.ts';
import { readWholeFile } from './explorer/whole-file.ts';
import { readSentFiles, type SentFile } from './sent-files.ts';
import type { SandboxTask } from './task.ts';

/** One change of a file: whole lines, and what they become. */
interface Edit {
  readonly path: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Whether the answer is to be edits to files. */
export function wantsEdits({ messages }: SandboxTask): boolean {
  return messages.some(({ role, text }) => role === 'user' && text.includes('<<<<<<< SEARCH'));
}

/** Edits that apply: a rename that the prompt names, in all files that are sent whole. */
export function writeEdits(task: SandboxTask, fault: FaultName | undefined): string {
  const asked = task.messages.filter(({ role }) => role === 'user');
  const [first] = asked;
  const wish = /\b(?:rename|replace) [`"']?([^\s`"']+)[`"']? (?:to|with|by) [`"']?([^\s`"'.,;]+)/i.exec(
    first?.text.slice(first.text.lastIndexOf('>>>>>>> REPLACE')) ?? '',
  );
  if (!wish) return 'The sandbox makes one kind of edit. Ask it to "rename OLD to NEW".';
  const [, from = '', to = ''] = wish;
  const looked = task.messages.flatMap(({ role, text }) => (role === 'tool' ? [text] : []));
  const files = [...readSentFiles(first?.text ?? ''), ...looked.flatMap(readWholeFile)];
  const last = asked.at(-1)?.text ?? '';
  const isRepair = last !== first?.text;
  if (fault === 'failed-check') return renameInTwoSteps({ files, last, isRepair }, from, to);
  // What is corrected is in a file that the complaint names, perhaps as it is now.
  const current = isRepair ? files.filter(({ path }) => last.includes(path)) : files;
  const edits = current.flatMap((file) => rename(newest(file, last), from, to));
  if (edits.length === 0) return `No file that was sent has "${from}".`;
  return format(isRepair ? edits : withFault(edits, files, fault), fault);
}

/** First to a name that is misspelt, which a check of the user's does not pass, and then to the right one. */
function renameInTwoSteps(
  { files, last, isRepair }: { files: readonly SentFile[]; last: string; isRepair: boolean },
  from: string,
  to: string,
): string {
  const misspelt = `${to}Misspelt`;
  const edits = isRepair
    ? readSentFiles(last).flatMap((file) => rename(file, misspelt, to))
    : files.flatMap((file) => rename(file, from, misspelt));
  return edits.length > 0 ? format(edits, undefined) : `No file that was sent has "${from}".`;
}

function newest(file: SentFile, complaint: string): SentFile {
  return readSentFiles(complaint).find(({ path }) => path === file.path) ?? file;
}

/** More lines are not taken together: then all of the file is one edit. */
const MAX_LINES = 100;

/** The lines that have a word, each with as many lines after it as make it occur once. */
function rename({ path, lines }: SentFile, from: string, to: string): Edit[] {
  const word = new RegExp(`(?<![\\w$])${from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`, 'g');
  const has = (place: number) => lines[place]?.search(word) !== -1;
  const edits: Edit[] = [];
  const isOnce = startOccurrences(lines);
  for (let start = 0; start < lines.length; start += 1) {
    if (!has(start)) continue;
    let end = start + 1;
    // Blocks must not overlap: what follows at once belongs to this one.
    while (end < lines.length && (has(end) || !isOnce(start, end))) {
      end += 1;
      if (end - start > MAX_LINES) return [whole(path, lines, word, to)];
    }
    if (!isOnce(start, end)) return [whole(path, lines, word, to)];
    const before = lines.slice(start, end);
    edits.push({ path, before, after: before.map((line) => line.replace(word, () => to)) });
    start = end - 1;
  }
  return edits;
}

function whole(path: string, lines: readonly string[], word: RegExp, to: string): Edit {
  return { path, before: lines, after: lines.map((line) => line.replace(word, () => to)) };
}

/** Whether some of the lines, one after the other, are in the file once. */
function startOccurrences(lines: readonly string[]): (start: number, end: number) => boolean {
  const times = new Map<string, number>();
  for (const line of lines) times.set(line, (times.get(line) ?? 0) + 1);
  const text = `\n${lines.join('\n')}\n`;
  return (start, end) => {
    const some = lines.slice(start, end);
    if (some.some((line) => times.get(line) === 1)) return true;
    const part = `\n${some.join('\n')}\n`;
    return text.indexOf(part) === text.lastIndexOf(part);
  };
}

function withFault(edits: readonly Edit[], files: readonly SentFile[], fault: FaultName | undefined): Edit[] {
  const [first, ...rest] = edits;
  if (!first) return [];
  switch (fault) {
    case 'near-miss-block':
      return [{ ...first, before: first.before.map((line) => `${line} ~`) }, ...rest];
    case 'ambiguous-block': {
      const lines = files.find(({ path }) => path === first.path)?.lines ?? [];
      const twice = lines.find((line, place) => line.trim() !== '' && lines.indexOf(line) !== place) ?? '';
      return [{ ...first, before: [twice], after: [`${twice} ~`] }, ...rest];
    }
    case 'unsent-file':
      return [...edits, { ...first, path: 'sandbox/not-sent.txt' }];
    default:
      return [...edits];
  }
}

function format(edits: readonly Edit[], fault: FaultName | undefined): string {
  const text = edits.map(formatBlock).join('\n');
  return fault === 'cut-block' ? text.slice(0, text.lastIndexOf('>>>>>>>')) : text;
}

function formatBlock({ path, before, after }: Edit): string {
  const isLong = [...before, ...after].some((line) => /^[<=>]{7}/.test(line));
  const marker = (sign: string) => sign.repeat(isLong ? 8 : 7);
  const lines = [`${marker('<')} SEARCH`, ...before, marker('='), ...after, `${marker('>')} REPLACE`];
  return `${[path, ...lines].join('\n')}\n`;
}
