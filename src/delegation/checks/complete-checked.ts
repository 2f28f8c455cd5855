import { notApplied } from '../edits/describe-failures.ts';
import type { Reply } from '../run/exchange.ts';
import { applyAnswer, type Applied, type EditsOptions } from '../edits/apply-answer.ts';
import { askAgain, isCall, isWhole, type Dialogue } from '../edits/dialogue.ts';
import { writeCheckComplaint } from './complaint.ts';
import { notPassed, withPutBack } from './describe-check.ts';
import { NEXT_ANSWER, splitRounds } from './rounds.ts';
import { hasPassed, openTrial, type Attempt, type Trial } from './trial.ts';

/** Requests after a check that failed. */
const MAX_REPAIRS = 2;

/**
 * Applies the edits of a whole reply, runs the check, and asks for a repair up to twice where it fails. The change is
 * kept once the check has passed; else every file is put back.
 *
 * @throws {DelegateError} @throws The signal's reason. The files are as before, then.
 */
export async function completeChecked(
  dialogue: Dialogue,
  options: EditsOptions,
  check: { readonly name: string; readonly command: string },
): Promise<Reply> {
  const { plan, signal, onWait } = options;
  const id = await options.runId();
  // Without a run on disk nothing is applied, which says so.
  if (id === null) return toReply(await applyAnswer(dialogue, options));
  const { roots, stateDir } = plan.settings;
  if (plan.isResumed) {
    const { refuseSecond } = await import('../edits/refuse-second.ts');
    await refuseSecond({ roots, stateDir, id, signal });
  }
  const apiKey = options.apiKey();
  await using trial = await openTrial({ ...check, settings: plan.settings, id, apiKey, signal, onWait });
  return await tryAll(dialogue, { ...options, trial, correct: correctOnce(options, trial, id) });
}

interface TryOptions extends EditsOptions {
  readonly trial: Trial;
  /** Applies an answer to the files of the trial. */
  readonly correct: (dialogue: Dialogue) => Promise<Applied>;
}

/** Blocks that do not match are asked for once, whichever answer they are in. */
function correctOnce(options: EditsOptions, { change }: Trial, id: string): TryOptions['correct'] {
  let mayCorrect = true;
  const mayRepair = () => {
    const may = mayCorrect && options.mayRepair();
    mayCorrect = false;
    return may;
  };
  return (dialogue) => applyAnswer(dialogue, { ...options, mayRepair, change: { ...change, id } });
}

async function tryAll(dialogue: Dialogue, options: TryOptions): Promise<Reply> {
  const { plan, trial, onCheck, onChecked } = options;
  const rounds = splitRounds(dialogue.completion.text);
  let applied = await applyRounds(rounds, dialogue, options);
  if (applied.isApplied && trial.change.files().length === 0) return toReply(applied);
  for (let repairs = rounds.length - 1; applied.isApplied; repairs += 1) {
    onCheck(trial.name, repairs + 1);
    const attempt = await trial.check();
    onChecked();
    if (hasPassed(attempt)) {
      plan.settle({ edited: await trial.keep(), check: trial.facts() });
      return toReply(applied);
    }
    if (attempt.end !== 'exited' || repairs >= MAX_REPAIRS || !options.mayRepair()) {
      return giveUp(applied, options, attempt);
    }
    applied = await repair(applied.dialogue, attempt, options);
    if (applied.isApplied && !applied.hasChanged) {
      return giveUp(applied, options, { ...attempt, note: 'DeepSeek changed nothing more' });
    }
    if (!applied.isApplied && (isWhole(applied.dialogue) || isCall(applied.dialogue))) {
      return giveUp(applied, options, { ...attempt, note: 'the edits of the repair cannot be applied' });
    }
  }
  return giveUp(applied, options);
}

/** All answers that an earlier process had received, each on top of the one before. */
async function applyRounds(
  [first = '', ...later]: readonly string[],
  dialogue: Dialogue,
  options: TryOptions,
): Promise<Applied> {
  if (later.length === 0) return options.correct(dialogue);
  const { plan, trial, signal, onWait } = options;
  const id = await options.runId();
  const change = { ...trial.change, id: id ?? '' };
  for (const [round, text] of [first, ...later].entries()) {
    if (round > 0) await plan.startRound(createdBy(trial));
    const attempt = await plan.apply(text, { runId: id, signal, onWait, change });
    if (!attempt.isApplied) {
      return { dialogue, isApplied: false, hasChanged: false, error: notApplied(attempt.failures) };
    }
  }
  return { dialogue, isApplied: true, hasChanged: true, error: undefined };
}

async function repair(dialogue: Dialogue, attempt: Attempt, options: TryOptions): Promise<Applied> {
  const { plan, trial } = options;
  const changed = await plan.startRound(createdBy(trial));
  const content = writeCheckComplaint(trial.name, attempt, changed);
  const repaired = await askAgain(dialogue, { content, separator: NEXT_ANSWER }, options);
  if (isWhole(repaired)) return options.correct(repaired);
  return { dialogue: repaired, isApplied: false, hasChanged: false, error: repaired.error };
}

function createdBy({ change }: Trial): string[] {
  return change.files().flatMap(({ path, action }) => (action === 'created' ? [path] : []));
}

/** @param failed - The check that ended it; undefined where it was something else. */
async function giveUp(
  { dialogue: { completion }, error }: Applied,
  { plan, trial }: TryOptions,
  failed?: Attempt & { readonly note?: string },
): Promise<Reply> {
  const putBack = await trial.putBack();
  plan.settle({ edited: [], check: trial.facts() });
  if (failed) return { completion, error: notPassed(trial, failed, putBack) };
  return { completion, error: error && withPutBack(error, putBack) };
}

function toReply({ dialogue: { completion }, error }: Applied): Reply {
  return { completion, error };
}
