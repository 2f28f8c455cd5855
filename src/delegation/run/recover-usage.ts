import { estimateAnswerTokens, estimateTokens } from '../../chat/estimate-tokens.ts';
import { sumUsage, type Usage } from '../../chat/usage.ts';
import type { Settings } from '../../config/config.ts';
import { openLedger, type Ledger } from '../../ledger/ledger.ts';
import type { RequestResult } from '../../ledger/request-result.ts';
import { openRunStore, type RunStore } from '../../runs/store.ts';

/** Opens the ledger of a process, and adds what processes that were killed had received. */
export async function recoverLedger(
  settings: Settings,
  ledger: Ledger = openLedger(settings),
): Promise<void> {
  // The run may belong to another project than this process does.
  const runs = openRunStore(settings.stateDir, { ...settings, all: true });
  await ledger.recover((id) => readSpent(runs, id));
}

const NOTHING: RequestResult = { usage: null, cost: null, estimatedOutput: 0 };

/** What the log of a run says about its cost; nothing for a run that is not there any more. */
async function readSpent(runs: RunStore, id: string): Promise<RequestResult> {
  const run = await runs.read(id).catch(() => undefined);
  if (!run) return NOTHING;
  const output = estimateAnswerTokens(run.answer);
  const { rounds } = run;
  const usage = rounds.map((round) => round.usage).reduce(addKnown, run.answer.usage);
  const messages = [...run.start.request.messages, ...rounds.flatMap((round) => round.messages)];
  if (usage) return { usage, cost: null, estimatedOutput: 0 };
  if (output === 0) return NOTHING;
  const input = estimateTokens(messages);
  return { usage: null, cost: null, estimatedOutput: input + output };
}

/** A round without counts has been recorded by estimate. */
function addKnown(sum: Usage | null, usage: Usage | null): Usage | null {
  return sum && usage ? sumUsage(sum, usage) : (sum ?? usage);
}
