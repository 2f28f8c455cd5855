import type { Completion } from '../../chat/completion.ts';
import { joinCompletions } from '../../chat/join.ts';
import type { Exchange, Reply } from './exchange.ts';
import { checkJoinedJson, completeJson } from '../json/repair.ts';
import type { LiveCompletion } from './live-completion.ts';
import type { PreparedRun } from '../prepare/prepare.ts';
import { completeEdits } from '../edits/complete-edits.ts';

export interface CompleteOptions {
  readonly exchange: Exchange;
  readonly live: LiveCompletion;
  /** What an earlier request of the same run brought; undefined at its start. */
  readonly kept: Completion | undefined;
  readonly mayRepair: () => boolean;
  /** Records that the completion is another one than what was received: it starts anew from this. */
  readonly replace: (begun: Completion) => void;
  readonly runId: () => Promise<string | null>;
  readonly signal: AbortSignal;
  /** Called once, when files cannot be changed before another change has ended. */
  readonly onWait: () => void;
  readonly onCheck: (name: string, attempt: number) => void;
  readonly onChecked: () => void;
  readonly apiKey: () => string;
}

/** The whole completion of a run, with its edits applied: all that is asked of upstream happens here. */
export async function complete(
  { request, check, plan }: Pick<PreparedRun, 'request' | 'check' | 'plan'>,
  options: CompleteOptions,
): Promise<Reply> {
  const reply = await receiveAll({ request, check, isEdits: plan.edits !== undefined }, options);
  const { live, replace } = options;
  const restart = (begun: Completion) => {
    live.begin(begun);
    replace(begun);
  };
  return plan.edits ? completeEdits(request, reply, { ...options, plan: plan.edits, restart }) : reply;
}

interface Wanted extends Pick<PreparedRun, 'request' | 'check'> {
  readonly isEdits: boolean;
}

/** One request, its repair where JSON was asked for, or the rest of what was kept. */
async function receiveAll(
  { request, check, isEdits }: Wanted,
  { exchange, live, kept, mayRepair, replace }: CompleteOptions,
): Promise<Reply> {
  if (kept) {
    live.begin(kept);
    // Edits that were received and could not be applied yet.
    if (isEdits && kept.finish_reason === 'stop') return { completion: kept, error: undefined };
    const reply = join(kept, await exchange(request, kept.text));
    if (!check) return reply;
    const checked = checkJoinedJson(reply, check);
    replace(checked.completion);
    return checked;
  }
  if (!check) return exchange(request);
  const restart = (begun: Completion) => {
    live.begin(begun);
    replace(begun);
  };
  const reply = await completeJson(request, { check, exchange, mayRepair, restart });
  // Without its fence, or the first of two: what was received is not what is returned.
  replace(reply.completion);
  return reply;
}

function join(kept: Completion, { completion, error }: Reply): Reply {
  const joined = joinCompletions([kept, completion]);
  // A model that has nothing to add says so by an empty completion.
  const isWhole = error?.kind === 'empty' && completion.finish_reason === 'stop' && kept.text.trim() !== '';
  return { completion: joined, error: isWhole ? undefined : error };
}
