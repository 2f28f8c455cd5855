import * as z from 'zod';
import { DelegateError } from '../errors.ts';
import type { DelegationContext } from './start-run.ts';
import { listFiles } from './files/list-files.ts';
import type { LeftOut } from './files/left-out.ts';
import { checkTemplate } from './files/save-template.ts';
import { planSave } from './files/save.ts';
import type { Task } from './task.ts';

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
  const { saveTo: template } = task;
  if (!task.prompt?.trim()) throw missing('prompt', 'what is to be done with each file');
  if (template === undefined) throw missing('save_to', 'where each answer goes, such as "out/{path}.md"');
  if (task.conversationId !== undefined) {
    throw new DelegateError(
      'input',
      'conversation_id and for_each were both given, but the files are worked on at the same time.',
      'Leave one of them out.',
    );
  }
  const { roots } = config.settings;
  const { files, leftOut } = await listFiles(forEach, { roots, signal });
  const targets = checkTemplate(
    template,
    files.map(({ path }) => path),
  );
  const items: FanOutItem[] = [];
  for (const [place, { path, entry }] of files.entries()) {
    const target = targets[place] ?? '';
    const plan = await planSave(target, { roots, overwrite: true });
    items.push({
      path,
      target: plan.path,
      isDone: plan.exists && !task.overwrite,
      task: { ...task, files: [...(task.files ?? []), entry], saveTo: target },
    });
  }
  // A glob that catches its own answers of the last time would be never done.
  const targetOf = new Map(items.map((item) => [item.target, item]));
  return { items: items.filter((item) => (targetOf.get(item.path) ?? item) === item), leftOut };
}

function missing(name: string, meaning: string): DelegateError {
  return new DelegateError('input', `for_each was given without ${name}.`, `Add ${name}: ${meaning}.`);
}

const storedSchema = z.object({
  fanOut: z.looseObject({ prompt: z.string(), saveTo: z.string(), forEach: z.array(z.string()) }),
});

/** What the log of a fan-out's run has of it, to go on with it. */
export function toFollowUp(task: FanOutTask): unknown {
  return { fanOut: task };
}

/** @returns Undefined for the run of a single completion. */
export function parseFanOut(followUp: unknown): FanOutTask | undefined {
  return storedSchema.safeParse(followUp).data?.fanOut;
}
