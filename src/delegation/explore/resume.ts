import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import type { RunSnapshot, RunWriter } from '../../runs/store.ts';
import { howToResume } from './kept.ts';
import { parseRound } from './stored.ts';

/** Prepares the log of a run that explores for its next request. @returns What is kept of the answer it was at. */
export function resumeExploring(
  { answer, rounds, start }: RunSnapshot,
  writer: Pick<RunWriter, 'replace' | 'noteContinuation'>,
): Completion {
  const isDue = parseRound(rounds.at(-1)?.found).bound !== null;
  const how = howToResume(answer, isDue);
  if (how === 'again') writer.replace({ ...EMPTY_COMPLETION, usage: answer.usage });
  else if (how === 'continue') writer.noteContinuation(start.request);
  return answer;
}
