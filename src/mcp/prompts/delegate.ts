import { definePrompt, MODEL_OFFERS, modelClause } from './prompt.ts';

export const delegatePrompt = definePrompt({
  name: 'delegate',
  title: 'Delegate to DeepSeek',
  description: 'Hand a self-contained job to DeepSeek, and check what comes back',
  arguments: {
    task: { description: 'What is to be done', isRequired: true },
    files: { description: 'Paths or globs of the files that it is about, separated by commas' },
    save_to: { description: 'File for the result' },
    model: { description: 'Model id', offers: MODEL_OFFERS },
  },
  write: ({ task, files, save_to, model }) =>
    `Delegate this job to DeepSeek: ${task}

Write the prompt so that it stands alone: DeepSeek knows nothing of this conversation. State the context, the rules and the exact form of the answer.${
      files ? ` Give these files by path, in the argument files, without reading them first: ${files}.` : ''
    }
${
  save_to
    ? `Call deepseek_stream with save_to "${save_to}", and read only what you need of the file.`
    : 'Call deepseek_chat, or deepseek_stream if the answer is long.'
}${modelClause(model)}
Read the receipt in the last line: with RUNNING call deepseek_stream with its run_id, with INCOMPLETE do not use the answer as whole. Check the result against the task before you use it, and tell me what you changed in it.`,
});
