import { DelegateError } from '../errors.ts';
import { refuseTemplate } from '../workspace/save/save-template.ts';
import type { ChatArguments } from './arguments/arguments.ts';
import { cancelRun } from './run/cancel.ts';
import type { DelegationContext } from './context.ts';
import { newRun } from './run/new-run.ts';
import { refuseWithExplore } from './explore/arguments.ts';
import type { Outcome } from './present/outcome.ts';
import { resumeRun } from './run/resume.ts';
import type { CallOptions } from './run/wait.ts';

/**
 * Executes one call of a tool or a command: a new completion, one for each file, or what the caller wants of an
 * earlier run. It waits for the result as long as the caller will.
 *
 * @throws {DelegateError} Of kind `input` or `configuration`, before anything is sent. Whatever goes wrong
 *   later is in the outcome, with everything that was received.
 */
export async function delegate(
  given: ChatArguments,
  options: CallOptions,
  context: DelegationContext,
): Promise<Outcome> {
  if (given.explore) refuseWithExplore(given);
  await context.whenRecovered(options.signal);
  // What most calls do without is loaded where it is needed.
  if (given.check !== undefined) {
    const { findCheck, refuseCheckWithoutEdits } = await import('./checks/find-check.ts');
    findCheck(given.check, context.config.settings);
    refuseCheckWithoutEdits(given);
  }
  if (given.dry_run) {
    const { dryRun } = await import('./prepare/dry-run.ts');
    return dryRun(given, options, context);
  }
  // Without a usable key nothing else can be done, and it is better said before files are read.
  if (!given.undo) context.config.connection();
  checkRunArguments(given);
  if (given.detach && !options.onDetached) {
    const { detach } = await import('./detach/detach.ts');
    return detach(given, options, context);
  }
  const outcome = await dispatch(given, options, context);
  const { status, run_id } = outcome.receipt;
  const isReturned = status === 'complete' && !options.onDetached;
  if (isReturned && run_id !== null) context.runs.markReturned(run_id);
  return { ...outcome, notes: [...outcome.notes, ...context.takeNotices()] };
}

async function dispatch(
  given: ChatArguments,
  options: CallOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const { run_id: id, offset, cancel, undo } = given;
  if (id !== undefined) {
    if (undo) {
      const { undoRun } = await import('./undo/undo.ts');
      return undoRun(id, options, context);
    }
    return cancel
      ? cancelRun(id, { signal: options.signal, offset }, context)
      : resumeRun(id, { ...options, offset }, context);
  }
  if (given.for_each) {
    const { fanOut } = await import('./fan-out/run.ts');
    return fanOut(given, options, context);
  }
  if (given.save_to !== undefined) refuseTemplate(given.save_to);
  return newRun(given, options, context);
}

const RUN_ARGUMENTS = new Set<string>(['run_id', 'offset', 'cancel', 'undo']);

/** @throws {DelegateError} `input` where a run and a new task are given at once, or what belongs to a run without one. */
function checkRunArguments(given: ChatArguments): void {
  // What a client that fills in every argument sends by default says nothing.
  const names = Object.entries(given).flatMap(([name, value]) => (isDefault(name, value) ? [] : [name]));
  const ofRun = names.filter((name) => RUN_ARGUMENTS.has(name));
  const [stray] = ofRun;
  if (given.run_id === undefined && stray !== undefined) {
    throw new DelegateError(
      'input',
      `${stray} was given without run_id.`,
      'Add the run_id from the receipt.',
    );
  }
  if (given.run_id === undefined || names.length === ofRun.length) return;
  const others = names.filter((name) => !RUN_ARGUMENTS.has(name));
  throw new DelegateError(
    'input',
    `run_id was given together with ${others.join(', ')}: a run keeps the arguments that it was started with.`,
    'Omit them to resume the run, or omit run_id to start a new one.',
  );
}

const DEFAULTS: Readonly<Record<string, unknown>> = {
  offset: 0,
  cancel: false,
  undo: false,
  dry_run: false,
  detach: false,
  explore: false,
  overwrite: false,
  system: '',
  save_format: 'text',
  response_format: 'text',
};

function isDefault(name: string, value: unknown): boolean {
  return value === undefined || (Object.hasOwn(DEFAULTS, name) && DEFAULTS[name] === value);
}
