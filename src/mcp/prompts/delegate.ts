import { definePrompt, MODEL_SUGGESTIONS, modelClause } from './prompt.ts';

export const delegatePrompt = definePrompt({
  name: 'delegate',
  title: 'Delegate to DeepSeek',
  description: 'Delegate a self-contained task to DeepSeek and verify the result',
  arguments: {
    task: { description: 'What DeepSeek should do', isRequired: true },
    files: { description: 'Paths or globs of the files it needs, separated by commas' },
    save_to: { description: 'File to write the result to' },
    model: { description: 'Model id', suggestions: MODEL_SUGGESTIONS },
  },
  write: ({ task, files, save_to, model }) =>
    `Delegate this task to DeepSeek: ${task}

Write a complete prompt: DeepSeek sees nothing of this conversation. Include the context, the rules and the exact output format.${
      files ? ` Pass these files by path in the argument files; do not read them first: ${files}.` : ''
    }
${
  save_to
    ? `Call deepseek_stream with save_to "${save_to}", then read only the parts of the file that you need.`
    : 'Call deepseek_chat, or deepseek_stream if the answer is long.'
}${modelClause(model)}
The last line of the result is its receipt. RUNNING: call deepseek_stream with its run_id until the run is complete. INCOMPLETE: resume it, or treat the answer as partial. Check the result against the task before you use it, and tell me what you changed.`,
});
