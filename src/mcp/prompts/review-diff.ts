import { definePrompt, MODEL_SUGGESTIONS, modelClause } from './prompt.ts';

export const reviewDiff = definePrompt({
  name: 'review_diff',
  title: 'Review a change with DeepSeek',
  description: 'Have DeepSeek review a diff, then confirm each finding in the code',
  arguments: {
    range: { description: 'Argument for git diff', suggestions: ['HEAD', '--staged', 'main...', 'HEAD~1'] },
    focus: {
      description: 'What to look for',
      suggestions: ['bugs', 'races', 'error handling', 'security', 'tests'],
    },
    model: { description: 'Model id', suggestions: MODEL_SUGGESTIONS },
  },
  write: ({ range = 'HEAD', focus = 'bugs, races and missing error handling', model }) =>
    `Have DeepSeek review the output of "git diff ${range}".

First check the diff for keys and personal data; never send those. Write the diff to an untracked file in the project and call deepseek_chat with that file in the argument files. Add the changed files if the diff alone lacks context.${modelClause(model)}
Ask for ${focus}: a numbered list of at most ten findings, most serious first, each with file, line, what goes wrong, an input that triggers it, and a fix; or NONE.
Then open every line that it names. Report only findings that the code confirms, list the ones you rejected, and delete the diff file.`,
});
