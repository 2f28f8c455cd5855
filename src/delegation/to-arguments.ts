import type * as z from 'zod';
import { DelegateError } from '../errors.ts';
import { refuseTemplate } from '../workspace/save/save-template.ts';
import type { Task } from './task.ts';
import type { chatArguments, streamArguments } from './arguments.ts';

const RUN_ARGUMENTS = new Set(['run_id', 'offset', 'cancel']);

/**
 * The arguments that say which run to go on with; undefined for a new task.
 *
 * @throws {DelegateError} `input` where both are given, or what belongs to a run without one.
 */
export function toRunCall(
  given: z.infer<typeof streamArguments>,
): { id: string; offset: number | undefined; cancel: boolean } | undefined {
  const { run_id: id, offset, cancel = false } = given;
  const names = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (id === undefined) {
    const [stray] = names.filter((name) => RUN_ARGUMENTS.has(name));
    if (stray === undefined) return undefined;
    throw new DelegateError(
      'input',
      `${stray} was given without run_id.`,
      'Add the run_id that a receipt gave.',
    );
  }
  const others = names.filter((name) => !RUN_ARGUMENTS.has(name));
  if (others.length > 0) {
    throw new DelegateError(
      'input',
      `run_id was given together with ${others.join(', ')}: a run keeps the task that it began with.`,
      'Leave them out to go on with the run, or leave run_id out to begin a new one.',
    );
  }
  return { id, offset, cancel };
}

type TaskArguments = z.infer<typeof chatArguments> &
  Pick<z.infer<typeof streamArguments>, 'save_to' | 'save_format' | 'overwrite'>;

/** @throws {DelegateError} `input` where `save_to` is a template: one task has one answer. */
export function toSingleTask(given: TaskArguments): Task {
  if (given.save_to !== undefined) refuseTemplate(given.save_to);
  return toTask(given);
}

/** A task whose `save_to` may be a template. */
export function toTask(given: TaskArguments): Task {
  const {
    conversation_id,
    save_to,
    save_format,
    max_tokens,
    top_p,
    reasoning_effort,
    response_format,
    json_schema,
    tool_choice,
    include_reasoning,
    ...same
  } = given;
  return {
    ...same,
    conversationId: conversation_id,
    save_to: save_to,
    save_format: save_format,
    max_tokens: max_tokens,
    top_p: top_p,
    reasoning_effort: reasoning_effort,
    response_format: response_format,
    json_schema: json_schema,
    tool_choice: tool_choice,
    include_reasoning: include_reasoning,
  };
}
