import { EMPTY_COMPLETION } from '../../chat/completion.ts';
import { DelegateError } from '../../errors.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import type { DelegationContext } from '../context.ts';
import type { Outcome } from '../present/outcome.ts';
import { toReceipt } from '../present/receipt.ts';
import { requestSettings } from '../prepare/request-settings.ts';
import type { CallOptions } from '../run/wait.ts';
import { startWorker } from './start-worker.ts';

/**
 * Starts a run in a process of its own, which ends with the run, and returns as soon as it has begun.
 *
 * @throws {DelegateError} Of kind `input` or `configuration`, before anything is sent: what the run itself would throw.
 */
export async function detach(
  given: ChatArguments,
  { signal, client, isReportWhole }: CallOptions,
  { config, ledger, workerEnvironment }: DelegationContext,
): Promise<Outcome> {
  if (!workerEnvironment) throw notAllowed();
  const { model, protocol } = requestSettings(given, config);
  ledger.check();
  const startedAt = performance.now();
  const { detach: _detach, ...rest } = given;
  const job = { given: rest, client, isReportWhole, tokensLeft: ledger.leftHere() };
  const run_id = await startWorker(job, { environment: workerEnvironment, signal });
  const duration_ms = Math.round(performance.now() - startedAt);
  return {
    completion: EMPTY_COMPLETION,
    receipt: toReceipt({ model, protocol, status: 'running', run_id, duration_ms }),
    error: undefined,
    offset: 0,
    notes: ['detached'],
    isForFile: given.save_to !== undefined || given.save_format === 'edits',
    isJson: false,
  };
}

function notAllowed(): DelegateError {
  return new DelegateError(
    'configuration',
    '`detach` is turned off for HTTP clients. Nothing was sent.',
    'Call again without it, or ask the user to start the server with DEEPSEEK_HTTP_DETACH=1.',
  );
}
