import type { Completion } from '../../chat/completion.ts';

/** Between the answer that was checked and the one that repairs it, in the text that the run keeps. */
export const NEXT_ANSWER = '\n\n[The check failed. The next answer:]\n\n';

/** The answers of a run, each of which is applied to what the one before has made of the files. */
export function splitRounds(text: string): readonly string[] {
  return text.split(NEXT_ANSWER);
}

/** Without a repair that was cut off: with the output of the check, it is asked for again. */
export function withoutOpenRound(completion: Completion): Completion {
  const end = completion.text.lastIndexOf(NEXT_ANSWER.trimEnd());
  if (completion.finish_reason === 'stop' || end < 0) return completion;
  return {
    ...completion,
    text: completion.text.slice(0, end),
    reasoning: '',
    finish_reason: 'stop',
  };
}
