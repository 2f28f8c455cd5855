import { streamArguments, toTask } from '../../delegation/task-arguments.ts';
import { toToolResult } from '../result.ts';
import { defineTool } from '../tool.ts';

export const deepseekStream = defineTool({
  name: 'deepseek_stream',
  title: 'Ask DeepSeek for a long answer',
  description:
    'Delegate a task with a long answer (more than a few hundred tokens) to a DeepSeek model, with live progress while it writes. Arguments and receipt as in deepseek_chat.',
  // It will write files one day; a client that runs read-only tools without asking must not run this one.
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: streamArguments,

  async run(input, { delegation, signal, reportProgress }) {
    const outcome = await delegation().delegate(toTask(input), { signal, onStart: reportProgress });
    return toToolResult(outcome, { includeReasoning: false });
  },
});
