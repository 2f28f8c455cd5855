import { chatArguments } from '../../delegation/arguments/arguments.ts';
import { toToolResult } from './result.ts';
import { defineTool, MAX_RESULT_SIZE } from './tool.ts';

export const deepseekChat = defineTool({
  name: 'deepseek_chat',
  title: 'Ask DeepSeek',
  description:
    'Give one self-contained task to a DeepSeek model: second opinion, review, draft, translation, structured data. It sees only what you send; pass files by path. The last line is a receipt: INCOMPLETE means that part of the answer is missing, RUNNING that the rest follows by run_id. Safe to call in parallel. Never send secrets.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  meta: MAX_RESULT_SIZE,
  input: chatArguments,

  async run(input, { delegation, signal, client, reportProgress }) {
    const { config, delegate } = delegation();
    const outcome = await delegate(input, {
      signal,
      client,
      onStart: reportProgress,
      waitMs: config.settings.waitMs,
    });
    return toToolResult(outcome, delegation(), input);
  },
});
