import * as z from 'zod';
import { DelegateError } from '../../errors.ts';
import type { DelegationContext } from '../run.ts';
import { readAttachments } from '../../workspace/read/attachments.ts';
import { listFiles, type ListedFile } from '../../workspace/glob/list-files.ts';
import type { LeftOut } from '../../workspace/read/skipped.ts';
import { INCOMPLETE } from '../../workspace/save/save-target.ts';
import { checkTemplate, expandTemplate } from '../../workspace/save/save-template.ts';
import { planSave, type SavePlan } from '../../workspace/save/save.ts';
import type { Task } from '../task.ts';

/** One prompt over many files. */
export interface FanOutTask extends Task {
  /** Paths and globs of the files, one request for each. */
  readonly forEach: readonly string[];
  /** How many requests at once; 8 by default. */
  readonly concurrency?: number | undefined;
}

/** One file of a fan-out. */
export interface FanOutItem {
  readonly path: string;
  readonly target: string;
  /** The answer of an earlier time is there. */
  readonly isDone: boolean;
  readonly task: Task;
}

/**
 * The single tasks of a fan-out, checked as far as can be before anything is sent.
 *
 * @throws {DelegateError} `input` naming what is missing, or the first file or target that cannot be used.
 */
export async function planFanOut(
  { forEach, concurrency: _concurrency, ...task }: FanOutTask,
  { config }: DelegationContext,
  signal: AbortSignal,
): Promise<{ items: FanOutItem[]; leftOut: LeftOut[] }> {
  const { save_to: template } = task;
  if (!task.prompt?.trim()) throw missing('prompt', 'what is to be done with each file');
  if (template === undefined) throw missing('save_to', 'where each answer goes, such as "out/{path}.md"');
  if (task.conversationId !== undefined) {
    throw new DelegateError(
      'input',
      'conversation_id and for_each were both given, but the files are worked on at the same time.',
      'Leave one of them out.',
    );
  }
  const { roots, maxInputBytes } = config.settings;
  // What every request gets would fail in every one of them.
  await readAttachments(task.files ?? [], { roots, maxInputBytes, signal });
  const { files, leftOut } = await listFiles(forEach, { roots, signal });
  const planned: Planned[] = [];
  for (const file of files) {
    const target = expandTemplate(template, file.path);
    planned.push({ file, target, plan: await planSave(target, { roots, overwrite: true }) });
  }
  const own = /\{\w+\}/.test(template) ? withoutEarlierAnswers(planned) : planned;
  checkTemplate(
    template,
    own.map(({ file }) => file.path),
  );
  const items = own.map(({ file: { path, entry }, target, plan }) => ({
    path,
    target: plan.path,
    isDone: plan.exists && !task.overwrite,
    task: { ...task, files: [...(task.files ?? []), entry], save_to: target },
  }));
  return { items, leftOut };
}

interface Planned {
  readonly file: ListedFile;
  /** As the template gives it. */
  readonly target: string;
  readonly plan: SavePlan;
}

/** A glob that catches its own answers of the last time, or parts of them, would be never done. */
function withoutEarlierAnswers(planned: readonly Planned[]): Planned[] {
  const sources = new Map<string, string[]>();
  for (const { file, plan } of planned) {
    for (const answer of [plan.path, `${plan.path}${INCOMPLETE}`]) {
      sources.set(answer, [...(sources.get(answer) ?? []), file.path]);
    }
  }
  return planned.filter(({ file }) => (sources.get(file.path) ?? []).every((source) => source === file.path));
}

function missing(name: string, meaning: string): DelegateError {
  return new DelegateError('input', `for_each was given without ${name}.`, `Add ${name}: ${meaning}.`);
}

const storedSchema = z.object({
  fanOut: z.looseObject({ prompt: z.string(), save_to: z.string(), forEach: z.array(z.string()) }),
});

/** What the log of a fan-out's run has of it, to go on with it. */
export function toFollowUp(task: FanOutTask): unknown {
  return { fanOut: task };
}

/** @returns Undefined for the run of a single completion. */
export function parseFanOut(followUp: unknown): FanOutTask | undefined {
  return storedSchema.safeParse(followUp).data?.fanOut;
}
