import { estimateTextTokens, estimateTokens } from '../../chat/estimate-tokens.ts';
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
  const { usage, text, reasoning } = run.answer;
  if (usage) return { usage, cost: null, estimatedOutput: 0 };
  if (!text && !reasoning) return NOTHING;
  const input = estimateTokens(run.start.request.messages);
  return { usage: null, cost: null, estimatedOutput: input + estimateTextTokens(text + reasoning) };
}
