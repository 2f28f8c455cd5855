import { countWords } from './words.ts';

/** The line of a reading with most of the words, as an answer. */
export function findingIn(reading: string, words: readonly string[]): string | undefined {
  const path = /^(.*?), (?:all|lines?) /.exec(reading)?.[1];
  const lines = reading.split('\n').flatMap((text) => {
    const [, number, line = ''] = /^(\d+)\t(.*)$/.exec(text) ?? [];
    return number === undefined ? [] : [{ number, line, points: countWords(line, words) }];
  });
  const [best] = lines.toSorted((one, other) => other.points - one.points);
  if (path === undefined || !best || best.points === 0) return undefined;
  return `This is the sandbox, not a model. The words of the prompt are in ${path}:${best.number}:\n\n    ${best.line.trim()}`;
}
