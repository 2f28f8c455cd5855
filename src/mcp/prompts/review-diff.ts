import { definePrompt, MODEL_OFFERS, modelClause } from './prompt.ts';

export const reviewDiff = definePrompt({
  name: 'review_diff',
  title: 'Review a change with DeepSeek',
  description: 'Let DeepSeek review a diff, and confirm each finding in the code',
  arguments: {
    range: { description: 'What git diff is to show', offers: ['HEAD', '--staged', 'main...', 'HEAD~1'] },
    focus: {
      description: 'What to look for',
      offers: ['bugs', 'races', 'error handling', 'security', 'tests'],
    },
    model: { description: 'Model id', offers: MODEL_OFFERS },
  },
  write: ({ range = 'HEAD', focus = 'bugs, races and missing error handling', model }) =>
    `Review the change that "git diff ${range}" shows, with DeepSeek.

Look through the diff for keys and personal data first; nothing of that may be sent. Write it to a file of the project that is not under version control, and call deepseek_chat with that file in the argument files; the changed files beside it, where the diff alone does not tell enough.${modelClause(model)}
Ask for ${focus}: a numbered list, ten at most, the most serious first, each with file and line, what goes wrong, the input that shows it, and the fix; NONE where there is nothing.
Then open every line that it names. Report only what the code bears out, say what you dropped, and remove the file with the diff.`,
});
