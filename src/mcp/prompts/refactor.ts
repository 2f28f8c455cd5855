import { definePrompt, MODEL_SUGGESTIONS, modelClause } from './prompt.ts';

export const refactor = definePrompt({
  name: 'refactor',
  title: 'Change files with DeepSeek',
  description: 'Have DeepSeek change files, all or nothing, then review and test the change',
  arguments: {
    change: { description: 'What to change', isRequired: true },
    files: { description: 'Paths or globs of the files to change, separated by commas', isRequired: true },
    model: { description: 'Model id', suggestions: MODEL_SUGGESTIONS },
  },
  write: ({ change, files, model }) =>
    `Have DeepSeek make this change: ${change}

Call deepseek_stream with save_format "edits" and these files by path in the argument files, without reading them first: ${files}.${modelClause(model)} Write a complete prompt: what to change, what to keep, which names and conventions hold. Add files that it must know but not change with a line range.
The result lists the changed files with lines added and removed. If no file was changed, read the reason, correct the prompt and try once more.
Then read the diff and run the tests. If the change is wrong, take it back with deepseek_stream, its run_id and undo: true. Tell me which files were changed and what the tests say.`,
});
