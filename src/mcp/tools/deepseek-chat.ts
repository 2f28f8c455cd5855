import { chatArguments, toTask } from '../../delegation/task-arguments.ts';
import { toToolResult } from '../result.ts';
import { defineTool } from '../tool.ts';

export const deepseekChat = defineTool({
  name: 'deepseek_chat',
  title: 'Ask DeepSeek',
  description:
    'Delegate one self-contained task to a DeepSeek model (second opinion, review, draft, translation, structured data) and get its answer. DeepSeek sees only what you send. The last line is a receipt: INCOMPLETE there means that part of the answer is missing. Safe to call in parallel. Never send secrets.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: chatArguments,

  async run(input, { delegation, signal, reportProgress }) {
    const outcome = await delegation().delegate(toTask(input), { signal, onStart: reportProgress });
    return toToolResult(outcome, { includeReasoning: input.include_reasoning ?? false });
  },
});
