import { readConfig, type Config } from '../../config/config.ts';
import { DelegateError } from '../../errors.ts';
import { createDelegation } from '../delegation.ts';
import type { DetachedJob, Refusal, WorkerReply } from './job.ts';

/**
 * Carries out one run, in a process that was started for it. It ends with the run; a signal cancels the run, but for
 * SIGHUP, which says no more than that a terminal was closed.
 *
 * @returns Resolves when all that was received is on disk.
 */
export async function work(job: DetachedJob): Promise<void> {
  const { given, client, isReportWhole, tokensLeft } = job;
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort());
  process.on('SIGHUP', () => undefined);
  const onDetached = (id: string | null) => {
    if (id !== null) return reply({ id });
    controller.abort();
    reply({ refusal: NOT_KEPT });
  };
  try {
    const delegation = createDelegation(withTokens(readConfig(process.env), tokensLeft));
    const { signal } = controller;
    await delegation.delegate(given, { signal, client, isReportWhole, onDetached });
    await delegation.close();
  } catch (error) {
    reply({ refusal: toRefusal(error) });
  }
}

/** A run is not given more tokens by being detached than its server had left. */
function withTokens(config: Config, tokensLeft: number | undefined): Config {
  if (tokensLeft === undefined) return config;
  const { settings } = config;
  const budgets = settings.budgets.map((budget) =>
    budget.per === 'process' ? { ...budget, tokens: tokensLeft } : budget,
  );
  return { ...config, settings: { ...settings, budgets } };
}

/** There is one answer: what comes later is in the log of the run. */
function reply(answer: WorkerReply): void {
  if (!process.connected) return;
  process.send?.(answer, () => {
    if (process.connected) process.disconnect();
  });
}

function toRefusal(error: unknown): Refusal {
  if (!(error instanceof DelegateError)) {
    return { kind: 'server', what: 'The worker of a detached run failed.', next: TELL };
  }
  const { kind, what, next, nextForPerson } = error;
  return { kind, what, next: { agent: next, person: nextForPerson } };
}

const TELL = { agent: 'Tell the user.', person: 'Run it without --detach to see more.' };

const NOT_KEPT: Refusal = {
  kind: 'configuration',
  what: 'The run cannot be kept in the state folder, so it cannot be detached.',
  next: {
    agent: 'Call again without `detach`, and ask the user to check DEEPSEEK_STATE_DIR.',
    person: 'Set DEEPSEEK_STATE_DIR to a folder that you may write to, or omit --detach.',
  },
};
