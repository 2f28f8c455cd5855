import type { Completion } from '../../chat/completion.ts';
import { CORRECTIONS } from '../edits/dialogue.ts';

/** Between the answer that was checked and the one that repairs it, in the text that the run keeps. */
export const NEXT_ANSWER = '\n\n[The check failed. The next answer:]\n\n';

/** The answers of a run, each of which is applied to what the one before has made of the files. */
export function splitRounds(text: string): readonly string[] {
  return text.split(NEXT_ANSWER);
}

/** Without a repair or corrections that were cut off: they are asked for again, with what they are about. */
export function withoutOpenRound(completion: Completion): Completion {
  const { text } = completion;
  const end = Math.max(...[NEXT_ANSWER, CORRECTIONS].map((mark) => text.lastIndexOf(mark.trimEnd())));
  if (completion.finish_reason === 'stop' || end < 0) return completion;
  return {
    ...completion,
    text: text.slice(0, end),
    reasoning: '',
    finish_reason: 'stop',
  };
}
