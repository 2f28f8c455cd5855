import { streamArguments } from '../../delegation/arguments/arguments.ts';
import { toToolResult } from './result.ts';
import { defineTool, MAX_RESULT_SIZE } from './tool.ts';

export const deepseekStream = defineTool({
  name: 'deepseek_stream',
  title: 'Ask DeepSeek for a long answer',
  description:
    'Give a task with a long answer to a DeepSeek model, with live progress. save_to writes the answer to a file; for_each runs the prompt over many files. If a receipt says RUNNING or INCOMPLETE, call this with its run_id for the rest.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  meta: MAX_RESULT_SIZE,
  input: streamArguments,

  async run(input, { delegation, signal, client, reportProgress }) {
    const { config, delegate } = delegation();
    const outcome = await delegate(input, {
      signal,
      client,
      onStart: reportProgress,
      waitMs: config.settings.waitMs,
    });
    return toToolResult(outcome, delegation());
  },
});
