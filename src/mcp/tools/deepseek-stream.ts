import type { Outcome } from '../../delegation/outcome.ts';
import { streamArguments } from '../../delegation/arguments.ts';
import { toRunCall, toSingleTask, toTask } from '../../delegation/to-arguments.ts';
import { toToolResult } from './result.ts';
import { defineTool, MAX_RESULT_SIZE, type ToolContext } from './tool.ts';
import type * as z from 'zod';

export const deepseekStream = defineTool({
  name: 'deepseek_stream',
  title: 'Ask DeepSeek for a long answer',
  description:
    'Delegate a task with a long answer to a DeepSeek model, with live progress; save the answer to a file (save_to), or run one prompt over many files (for_each). RUNNING in the receipt: call again with its run_id for the rest. INCOMPLETE: call with run_id to let it go on.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  meta: MAX_RESULT_SIZE,
  input: streamArguments,

  async run(input, context) {
    return toToolResult(await carryOut(input, context), context.delegation(), { include_reasoning: false });
  },
});

function carryOut(
  input: z.infer<typeof streamArguments>,
  { delegation, signal, reportProgress }: ToolContext,
): Promise<Outcome> {
  const { config, delegate, fanOut, continueRun, cancelRun } = delegation();
  const options = { signal, onStart: reportProgress, waitMs: config.settings.waitMs };
  const run = toRunCall(input);
  if (run) {
    const { id, offset } = run;
    return run.cancel ? cancelRun(id, { signal, offset }) : continueRun(id, { ...options, offset });
  }
  const { for_each: forEach, run_id: _runId, offset: _offset, cancel: _cancel, ...rest } = input;
  return forEach ? fanOut({ ...toTask(rest), forEach }, options) : delegate(toSingleTask(rest), options);
}
