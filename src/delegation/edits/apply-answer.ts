import type { Completion } from '../../chat/completion.ts';
import { DelegateError } from '../../errors.ts';
import type { SharedChange } from '../../workspace/changes/shared-change.ts';
import type { BlockFailure } from '../../workspace/edits/block.ts';
import type { Exchange } from '../run/exchange.ts';
import { areRepairable, writeComplaint } from './complaint.ts';
import { notApplied } from './describe-failures.ts';
import { askAgain, CORRECTIONS, isCall, isWhole, type Dialogue } from './dialogue.ts';
import type { EditsPlan } from './plan.ts';

export interface EditsOptions {
  readonly plan: EditsPlan;
  readonly exchange: Exchange;
  /** Whether another request may be sent. */
  readonly mayRepair: () => boolean;
  /** Called before asking again: what the second answer brings is added to this. */
  readonly restart: (begun: Completion) => void;
  readonly runId: () => Promise<string | null>;
  readonly signal: AbortSignal;
  readonly onWait: () => void;
  /** Called when a check begins. @param attempt - From 1. */
  readonly onCheck: (name: string, attempt: number) => void;
  readonly onChecked: () => void;
  /** No check may see it. */
  readonly apiKey: () => string;
}

export interface Applied {
  readonly dialogue: Dialogue;
  readonly isApplied: boolean;
  /** Whether any file was written. */
  readonly hasChanged: boolean;
  /** Why not, where there is more to say than that the answer was cut off. */
  readonly error: DelegateError | undefined;
}

type ApplyOptions = Omit<EditsOptions, 'onCheck' | 'onChecked' | 'apiKey'> & {
  readonly change?: SharedChange;
};

/** Applies the last answer, or what is sent when it is asked for corrected blocks. */
export async function applyAnswer(dialogue: Dialogue, options: ApplyOptions): Promise<Applied> {
  // An earlier process may have received the corrections already.
  const [text = '', corrections] = dialogue.last.text.split(CORRECTIONS);
  const before = await applyText(text, options);
  const first =
    before.isApplied || corrections === undefined ? before : await applyText(corrections, options);
  if (first.isApplied) return { dialogue, ...first, error: undefined };
  const rejected = { dialogue, isApplied: false, hasChanged: false, error: notApplied(first.failures) };
  if (corrections !== undefined || !areRepairable(first.failures) || !options.mayRepair()) return rejected;
  const corrected = await askForCorrections(dialogue, first.failures, options);
  if (!corrected) return rejected;
  if (!isWhole(corrected)) {
    const error = corrected.error ?? (isCall(corrected) ? notApplied(first.failures) : undefined);
    return { dialogue: corrected, isApplied: false, hasChanged: false, error };
  }
  const second = await applyText(corrected.last.text, options);
  return second.isApplied
    ? { dialogue: corrected, ...second, error: undefined }
    : { dialogue: corrected, isApplied: false, hasChanged: false, error: notApplied(second.failures) };
}

async function applyText(text: string, { plan, runId, signal, onWait, change }: ApplyOptions) {
  return plan.apply(text, { runId: await runId(), signal, onWait, ...(change && { change }) });
}

/** @returns Undefined where a file may not be sent again. */
async function askForCorrections(
  dialogue: Dialogue,
  failures: readonly BlockFailure[],
  options: ApplyOptions,
): Promise<Dialogue | undefined> {
  const { plan } = options;
  let complaint;
  try {
    complaint = await writeComplaint(failures, plan.settings);
  } catch (error) {
    if (error instanceof DelegateError) return undefined;
    throw error;
  }
  plan.resend(complaint.resent);
  return askAgain(dialogue, { content: complaint.text, separator: CORRECTIONS }, options);
}
