import { definePrompt, MODEL_SUGGESTIONS, modelClause } from './prompt.ts';

export const fixTests = definePrompt({
  name: 'fix_tests',
  title: 'Fix failing tests with DeepSeek',
  description: 'Have DeepSeek change files until a check of the user passes, or leave them as they are',
  arguments: {
    check: {
      description: 'Name of the check to pass, as the server was given it (DEEPSEEK_CHECK_<NAME>)',
      isRequired: true,
    },
    files: {
      description: 'Paths or globs of the tests and of the code that they test, separated by commas',
      isRequired: true,
    },
    problem: { description: 'What fails, or should be different' },
    model: { description: 'Model id', suggestions: MODEL_SUGGESTIONS },
  },
  write: ({ check, files, problem, model }) =>
    `Have DeepSeek make the check "${check}" pass${problem ? `: ${problem}` : ''}.

Call deepseek_stream once, with save_format "edits", check "${check}" and these files by path in the argument files, without reading them first: ${files}.${modelClause(model)} DeepSeek sees the output of the check only after its first edits, so put what fails and what should happen into the prompt, with the error message if you have it. Say what must not change, such as the tests themselves.
The server applies the edits, runs the check, lets DeepSeek repair the change up to twice, and keeps it only if the check passes. RUNNING: call deepseek_stream with its run_id until it has ended.
If the check never passes, every file is as before: read the end of the output in the result, and the patch that was tried if you need it; correct the prompt and try once more, or do it yourself.
If it passes, read the diff: a test can be made to pass by weakening it. If the change is wrong, take it back with deepseek_stream, its run_id and undo: true. Tell me which files were changed and on which attempt the check passed.`,
});
