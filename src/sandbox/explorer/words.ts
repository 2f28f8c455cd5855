const COMMON = new Set(
  'a an and are at be by can configured defined do does done find for from happen has have how if in into is it its line lines me name named of on or out please project say show tell that the their there these this to used was what when where which who why will with would you'.split(
    ' ',
  ),
);
const MOST_WORDS = 4;
const PROMPT_CHARACTERS = 600;

/** The telling words of a prompt, without their endings, in small letters. */
export function wordsOf(prompt: string): string[] {
  // Files and instructions come before what is asked.
  const asked = prompt.slice(-PROMPT_CHARACTERS).toLowerCase();
  const words = (asked.match(/[a-z_][\w-]*|\d+/g) ?? []).filter((word) => !COMMON.has(word));
  const stems = words.map((word) =>
    word.length > 4 ? word.replace(/(?:ied|ies|ing|ed|es|s|y)$/, '') : word,
  );
  return [...new Set(stems)].filter((stem) => stem.length > 1).slice(-MOST_WORDS);
}

/** Two of the words on one line; the word where there is one alone. */
export function sameLine(words: readonly string[]): string {
  const pairs = words.flatMap((word) =>
    words.flatMap((other) => (other === word ? [] : [`${word}.*${other}`])),
  );
  return pairs.length > 0 ? pairs.join('|') : (words[0] ?? '');
}

export function eitherWord(words: readonly string[]): string {
  return words.join('|');
}

export function countWords(line: string, words: readonly string[]): number {
  const small = line.toLowerCase();
  return words.filter((word) => small.includes(word)).length;
}
