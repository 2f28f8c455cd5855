import { DelegateError } from '../../errors.ts';
import { throwIfAborted } from '../../workspace/abort.ts';
import { listFiles, type ListedFile } from '../../workspace/glob/list-files.ts';
import { createPause } from '../../workspace/pause.ts';
import { readAttachments } from '../../workspace/read/attachments.ts';
import { formatAttachments } from '../../workspace/read/format-attachments.ts';
import type { SkippedFile } from '../../workspace/read/skipped.ts';
import { BESIDE_TARGET } from '../../workspace/save/save-target.ts';
import { checkTemplate, expandTemplate } from '../../workspace/save/save-template.ts';
import { planSave, type SavePlan } from '../../workspace/save/save.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import type { DelegationContext } from '../context.ts';
import type { SharedAttachments } from '../prepare/prepare.ts';
import { differenceOf, hashCall, openOutputs, type OutputRecord } from './outputs.ts';
import { startSavedCheck } from './saved-check.ts';

/** One file of a fan-out. */
export interface FanOutItem {
  readonly path: string;
  readonly target: string;
  /** The same call has saved its answer, from the same source. */
  readonly isDone: boolean;
  /** Why it is not to be sent: a file is in the way that is something else. */
  readonly problem: string | undefined;
  /** The call for this file alone; what all share is not in it. */
  readonly given: ChatArguments;
}

export interface FanOutPlan {
  readonly items: readonly FanOutItem[];
  readonly shared: SharedAttachments;
  /** Records what a target is made of, before it is saved and after. */
  readonly record: (output: Pick<OutputRecord, 'target' | 'source' | 'isSaved' | 'changeId'>) => void;
  readonly skipped: readonly SkippedFile[];
}

/**
 * The single calls of a fan-out, checked as far as can be before anything is sent.
 *
 * @throws {DelegateError} `input` naming what is missing, or the first file or target that cannot be used.
 */
export async function planFanOut(
  given: ChatArguments,
  { config }: Pick<DelegationContext, 'config'>,
  signal: AbortSignal,
): Promise<FanOutPlan> {
  const { for_each: patterns = [], save_to: template, prompt, conversation_id, overwrite } = given;
  if (!prompt?.trim()) throw missing('prompt', 'the task to run for each file');
  const isEdits = given.save_format === 'edits';
  if (isEdits) refuseTarget(template);
  else if (template === undefined)
    throw missing('save_to', 'where each answer is saved, such as "out/{path}.md"');
  if (conversation_id !== undefined) {
    throw new DelegateError(
      'input',
      'conversation_id and for_each were both given, but the files are processed in parallel.',
      'Omit one of them.',
    );
  }
  const { roots, stateDir, allowedFiles, maxInputBytes } = config.settings;
  const attached = await readAttachments(given.files ?? [], { roots, allowedFiles, maxInputBytes, signal });
  const { files, skipped } = await listFiles(patterns, { roots, allowedFiles, signal });
  const shared = { files: attached.files, text: formatAttachments(attached.files) };
  const ignored = [...skipped, ...attached.skipped];
  if (template === undefined)
    return {
      items: files.map((file) => toEdit(file, given)),
      shared,
      record: () => undefined,
      skipped: ignored,
    };
  const planned: Planned[] = [];
  const pause = createPause();
  for (const file of files) {
    throwIfAborted(signal);
    await pause();
    const target = expandTemplate(template, file.path);
    planned.push({ file, target, plan: await planSave(target, { roots, stateDir, overwrite: true }) });
  }
  const own = /\{\w+\}/.test(template) ? withoutEarlierAnswers(planned) : planned;
  checkTemplate(
    template,
    own.map(({ file }) => file.path),
  );
  const outputs = openOutputs(config.settings);
  const call = hashCall(given, shared.text);
  const model = given.model ?? config.settings.model;
  const { for_each: _patterns, concurrency: _concurrency, ...single } = given;
  const hashOf = async (entry: string) => {
    const { files: read } = await readAttachments([entry], { roots, allowedFiles, maxInputBytes, signal });
    return read[0]?.sha256 ?? '';
  };
  const wasSaved = startSavedCheck({ stateDir, roots, signal });
  const items: FanOutItem[] = [];
  for (const { file, target, plan } of own) {
    const item = {
      path: file.path,
      target: plan.path,
      given: { ...single, files: [file.entry], save_to: target },
    };
    if (!plan.exists || overwrite) items.push({ ...item, isDone: false, problem: undefined });
    else if (plan.path === file.path) items.push({ ...item, isDone: false, problem: OWN_SOURCE });
    else {
      const wanted = { model, call, source: await hashOf(file.entry) };
      const found = outputs.find(plan.path);
      const problem =
        differenceOf(found, wanted) ??
        ((await wasSaved(found, plan)) ? undefined : 'was made by somebody else');
      items.push({
        ...item,
        isDone: problem === undefined,
        problem: problem && inTheWay(plan.path, problem),
      });
    }
  }
  const record: FanOutPlan['record'] = (output) => outputs.add({ model, call, ...output });
  return { items, shared, record, skipped: ignored };
}

/** A file that its own answer changes. */
function toEdit({ path, entry }: ListedFile, given: ChatArguments): FanOutItem {
  const { for_each: _patterns, concurrency: _concurrency, ...single } = given;
  return { path, target: path, isDone: false, problem: undefined, given: { ...single, files: [entry] } };
}

function refuseTarget(template: string | undefined): void {
  if (template === undefined) return;
  throw new DelegateError(
    'input',
    'save_to was given with for_each and save_format "edits", but each file is changed where it is.',
    'Omit save_to.',
  );
}

interface Planned {
  readonly file: ListedFile;
  /** As the template gives it. */
  readonly target: string;
  readonly plan: SavePlan;
}

/** A glob that matches its own answers of the last time, or parts of them, would never be done. */
function withoutEarlierAnswers(planned: readonly Planned[]): Planned[] {
  const sources = new Map<string, string[]>();
  for (const { file, plan } of planned) {
    sources.set(plan.path, [...(sources.get(plan.path) ?? []), file.path]);
  }
  const isOnlyOfItself = (answer: string, file: string) =>
    (sources.get(answer) ?? []).every((source) => source === file);
  return planned.filter(({ file: { path } }) =>
    [path, path.replace(BESIDE_TARGET, '')].every((answer) => isOnlyOfItself(answer, path)),
  );
}

const OWN_SOURCE =
  'It would be replaced by its own answer: set `overwrite: true`, or choose another `save_to`.';

function inTheWay(target: string, problem: string): string {
  return `${target} ${problem}: delete it, set \`overwrite: true\`, or choose another \`save_to\`.`;
}

function missing(name: string, meaning: string): DelegateError {
  return new DelegateError('input', `for_each was given without ${name}.`, `Add ${name}: ${meaning}.`);
}
