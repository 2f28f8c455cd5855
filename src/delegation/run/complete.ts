import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import { joinCompletions } from '../../chat/join.ts';
import type { ChatRequest } from '../../chat/request.ts';
import type { Settings } from '../../config/config.ts';
import type { Exploration, Round } from '../explore/exploration.ts';
import type { Exchange, Reply } from './exchange.ts';
import { checkJoinedJson, completeJson } from '../json/repair.ts';
import type { LiveCompletion } from './live-completion.ts';
import type { PreparedRun } from '../prepare/prepare.ts';
import { completeEdits } from '../edits/complete-edits.ts';

type ProjectSettings = Pick<Settings, 'roots' | 'allowedFiles' | 'stateDir' | 'maxInputBytes'>;

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
  /** Undefined for a run that does not explore. */
  readonly exploration: Exploration | undefined;
  readonly addRound: (round: Round) => void;
  /** Called with what is looked at. */
  readonly onLook: (activity: string) => void;
  readonly settings: ProjectSettings;
}

/** The whole completion of a run, with its edits applied: all that is asked of upstream happens here. */
export async function complete(
  prepared: Pick<PreparedRun, 'request' | 'check' | 'plan'>,
  options: CompleteOptions,
): Promise<Reply> {
  const { live, replace, exploration } = options;
  const { plan } = prepared;
  const restart = (begun: Completion) => {
    live.begin(begun);
    replace(begun);
  };
  const explored = exploration && (await exploreFirst(prepared.request, exploration, options));
  const request = explored?.request ?? prepared.request;
  const wanted = { request, check: prepared.check, isEdits: plan.edits !== undefined };
  const reply = explored
    ? await checkReply(explored.reply, wanted, options)
    : await receiveAll(wanted, options);
  if (!plan.edits) return reply;
  if (exploration) await plan.edits.allow(exploration.wholeFiles());
  return completeEdits(request, reply, { ...options, plan: plan.edits, restart });
}

/** Asks until DeepSeek knows enough: the reply is its answer, before it is checked. */
async function exploreFirst(
  request: ChatRequest,
  exploration: Exploration,
  { exchange, live, kept, addRound, onLook, settings, signal }: CompleteOptions,
) {
  const [{ explore }, { openProject }] = await Promise.all([
    import('../explore/explore.ts'),
    import('../../workspace/explore/project.ts'),
  ]);
  const project = await openProject({ ...settings, closedFolders: [settings.stateDir], signal });
  return explore(request, {
    exploration,
    project,
    exchange,
    kept,
    begin: live.begin,
    onLook,
    onRound(round) {
      addRound(round);
      live.begin(EMPTY_COMPLETION);
    },
  });
}

interface Wanted extends Pick<PreparedRun, 'request' | 'check'> {
  readonly isEdits: boolean;
}

/** One request, its repair where JSON was asked for, or the rest of what was kept. */
async function receiveAll(wanted: Wanted, options: CompleteOptions): Promise<Reply> {
  const { exchange, live, kept, replace } = options;
  const { request, check, isEdits } = wanted;
  if (!kept) return checkReply(await exchange(request), wanted, options);
  live.begin(kept);
  // Edits that were received and could not be applied yet.
  if (isEdits && kept.finish_reason === 'stop') return { completion: kept, error: undefined };
  const reply = join(kept, await exchange(request, kept.text));
  if (!check) return reply;
  const checked = checkJoinedJson(reply, check);
  replace(checked.completion);
  return checked;
}

/** The reply, or what corrects it, where JSON was asked for. */
async function checkReply(
  first: Reply,
  { request, check }: Wanted,
  { exchange, live, mayRepair, replace }: CompleteOptions,
): Promise<Reply> {
  if (!check) return first;
  const restart = (begun: Completion) => {
    live.begin(begun);
    replace(begun);
  };
  const reply = await completeJson(request, first, { check, exchange, mayRepair, restart });
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
