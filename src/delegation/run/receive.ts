import type { Completion } from '../../chat/completion.ts';
import type { ChatEvent } from '../../chat/event.ts';
import { DelegateError } from '../../errors.ts';
import type { Cost } from '../../ledger/record.ts';
import type { DelegationContext } from '../context.ts';
import type { RunRound } from '../../runs/store.ts';
import type { Exploration } from '../explore/exploration.ts';
import type { PreparedRun } from '../prepare/prepare.ts';
import { complete } from './complete.ts';
import { startExchanges, type Reply } from './exchange.ts';
import { hasReceived, type LiveCompletion } from './live-completion.ts';
import type { ProgressMeter } from './progress.ts';
import type { RunLog } from './run-log.ts';

export interface StartOptions {
  readonly log: RunLog;
  /** What an earlier request of the same run brought. */
  readonly kept?: Completion;
  /** What earlier processes explored. */
  readonly rounds?: readonly RunRound[];
  /** Who asks, for the ledger. */
  readonly client?: string | undefined;
  /** Called with each event as it arrives, in order. */
  readonly onEvent?: ((event: ChatEvent) => void) | undefined;
}

/** A run from its start to its end. */
export interface Running {
  readonly prepared: PreparedRun;
  readonly options: StartOptions;
  readonly context: DelegationContext;
  readonly live: LiveCompletion;
  readonly meter: ProgressMeter;
  readonly signal: AbortSignal;
  /** Undefined for a run that does not explore. */
  readonly exploration: Exploration | undefined;
}

export interface Received extends Reply {
  readonly cost: Cost | null;
}

/** @throws Only where nothing was received: what was paid for is returned, whatever goes wrong with it. */
export async function receive(running: Running): Promise<Received> {
  const { prepared, options, context, live, meter, signal, exploration } = running;
  const { log, kept, client = 'cli', onEvent } = options;
  const { exchange, cost } = startExchanges(context, {
    signal,
    meter,
    live,
    client,
    runId: () => log.opened.then(log.id),
    onEvent(event) {
      // What is shown is on disk first. While DeepSeek explores, nobody knows what is a part of the answer.
      log.append(event, onEvent && !exploration ? () => onEvent(event) : undefined);
    },
    isTimedEach: exploration !== undefined,
  });
  try {
    const reply = await complete(prepared, {
      exchange,
      live,
      kept,
      mayRepair: () => !context.ledger.isSpent(),
      replace: log.replace,
      runId: () => keptId(log),
      signal,
      onWait: meter.onWait,
      onCheck(name, attempt) {
        // If the process is killed during the check, the answer need not be asked for again.
        log.flush();
        meter.onCheck(name, attempt);
      },
      onChecked: meter.onChecked,
      apiKey: () => context.config.connection().apiKey,
      exploration,
      addRound: log.addRound,
      onLook: meter.onLook,
      settings: context.config.settings,
    });
    return { ...reply, cost: cost() };
  } catch (error) {
    const completion = live.current();
    if (!hasReceived(completion) && !exploration?.rounds()) throw error;
    return { completion, error: error instanceof DelegateError ? error : defect(error), cost: cost() };
  }
}

function defect(cause: unknown): DelegateError {
  const name = cause instanceof Error ? cause.name : typeof cause;
  return new DelegateError(
    'malformed',
    `What was received could not be processed (${name}).`,
    'Use it with care: this is a defect of runapi-deepseek, not of the call.',
    { cause },
  );
}

/** The answer may be faster than the disk. */
export async function keptId(log: RunLog): Promise<string | null> {
  await log.opened;
  return log.id();
}
