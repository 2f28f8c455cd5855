import { streamArguments } from '../../delegation/arguments.ts';
import { toToolResult } from './result.ts';
import { defineTool, MAX_RESULT_SIZE } from './tool.ts';

export const deepseekStream = defineTool({
  name: 'deepseek_stream',
  title: 'Ask DeepSeek for a long answer',
  description:
    'Delegate a task with a long answer to a DeepSeek model, with live progress; save the answer to a file (save_to), or run one prompt over many files (for_each). RUNNING in the receipt: call again with its run_id for the rest. INCOMPLETE: call with run_id to let it go on.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  meta: MAX_RESULT_SIZE,
  input: streamArguments,

  async run(input, { delegation, signal, reportProgress }) {
    const { config, delegate } = delegation();
    const outcome = await delegate(input, {
      signal,
      onStart: reportProgress,
      waitMs: config.settings.waitMs,
    });
    return toToolResult(outcome, delegation());
  },
});
