import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { cleanOutput } from '../../checks/clean-output.ts';
import { endMarked } from '../../checks/end-marked.ts';
import { runCheck, type CheckResult } from '../../checks/run-check.ts';
import type { Settings } from '../../config/config.ts';
import type { Receipt } from '../../runs/receipt.ts';
import { openChange, type Change } from '../../workspace/changes/change.ts';
import type { ChangedContent } from '../../workspace/changes/contents.ts';
import { keepCheckOutput, replacePatch } from '../../workspace/changes/kept-patch.ts';
import type { Restored } from '../../workspace/changes/restore.ts';
import { countChanges } from '../../workspace/diff/diff-lines.ts';
import { makePatch } from '../../workspace/diff/patch.ts';

export interface TrialOptions {
  readonly settings: Pick<Settings, 'roots' | 'stateDir' | 'checks'>;
  readonly name: string;
  readonly command: string;
  /** Of the run that the change belongs to. */
  readonly id: string;
  /** No check sees it, nor may it be in what is shown of the output. */
  readonly apiKey: string;
  readonly signal: AbortSignal;
  /** Called once, when another change of these files has to end first. */
  readonly onWait: () => void;
}

export interface Attempt extends Pick<CheckResult, 'end' | 'exitCode'> {
  /** The end of it, without secrets. */
  readonly output: string;
}

export function hasPassed({ end, exitCode }: Attempt): boolean {
  return end === 'exited' && exitCode === 0;
}

export interface PutBack extends Pick<Restored, 'left' | 'copies' | 'kept'> {
  /** Where the patch of what was tried is kept. */
  readonly patch: string | undefined;
}

/** A change that counts only once its check has passed; nobody else changes files in these roots meanwhile. */
export interface Trial extends AsyncDisposable {
  readonly name: string;
  readonly change: Change;
  check(): Promise<Attempt>;
  /** Of all attempts; null before the first. */
  facts(): Receipt['check'];
  /** Makes the change count. @returns What it comes to, whatever a formatter has added. */
  keep(): Promise<NonNullable<Receipt['edited']>>;
  /** Puts back what was there before the change. It is done at the latest when the trial is disposed of. */
  putBack(): Promise<PutBack>;
}

/** What DeepSeek is given of the output. */
const MAX_OUTPUT_CHARACTERS = 12_000;

/** @throws The signal's reason; {DelegateError} `configuration` for a state folder that cannot be used. */
export async function openTrial(options: TrialOptions): Promise<Trial> {
  const { settings, name, command, id, apiKey, signal, onWait } = options;
  const { roots, stateDir, checks } = settings;
  const change = await openChange({ stateDir, roots, id, signal, onWait, isTentative: true });
  const hidden = [...checks.hidden, apiKey];
  let facts: Receipt['check'] = null;
  let isSettled = false;
  const putBack = async (): Promise<PutBack> => {
    isSettled = true;
    // What is still running could write into files that are back already.
    if (facts) await endMarked(id);
    const contents = await change.contents();
    const patch = contents.length > 0 ? await replacePatch(stateDir, id, patchOf(contents)) : undefined;
    const { left, copies, kept } = await change.takeBack({ copiesChanged: true });
    return { left, copies, kept, patch };
  };
  return {
    name,
    change,
    async check() {
      const result = await runCheck(
        {
          command,
          cwd: await realpath(roots[0] ?? '.'),
          environment: withoutKey(checks.environment, apiKey),
          timeoutMs: checks.timeoutMs,
          id,
        },
        { signal, onStarted: (process) => change.noteCheck(process) },
      );
      facts = {
        name,
        exit_code: result.exitCode,
        duration_ms: (facts?.duration_ms ?? 0) + result.durationMs,
        rounds: (facts?.rounds ?? 0) + 1,
      };
      const output = cleanOutput(result.output, { hidden, maxCharacters: MAX_OUTPUT_CHARACTERS });
      await keepCheckOutput(stateDir, id, output);
      return { end: result.end, exitCode: result.exitCode, output };
    },
    facts: () => facts,
    async keep() {
      await change.retake();
      await change.keep();
      isSettled = true;
      const contents = await change.contents();
      await replacePatch(stateDir, id, patchOf(contents));
      return contents.map(toEdited);
    },
    putBack,
    async [Symbol.asyncDispose]() {
      try {
        if (!isSettled) await putBack();
      } finally {
        await change[Symbol.asyncDispose]();
      }
    },
  };
}

function withoutKey(environment: Readonly<Record<string, string>>, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => !value.includes(key)));
}

function patchOf(contents: readonly ChangedContent[]): string {
  return makePatch(
    contents.map(({ path, before, after, isExecutable }) => ({
      path,
      before: before && before.toString('utf8'),
      after: after && after.toString('utf8'),
      isExecutable,
    })),
  );
}

function toEdited({ path, before, after }: ChangedContent): NonNullable<Receipt['edited']>[number] {
  return {
    path,
    action: before === null ? 'created' : after === null ? 'deleted' : 'changed',
    ...countChanges(before && before.toString('utf8'), after && after.toString('utf8')),
    sha256: after && createHash('sha256').update(after).digest('hex'),
  };
}
