import { definePrompt, MODEL_SUGGESTIONS, modelClause } from './prompt.ts';

export const where = definePrompt({
  name: 'where',
  title: 'Find something in the project with DeepSeek',
  description: 'Have DeepSeek look through the project for an answer with file and line',
  arguments: {
    question: { description: 'What to find: a place, a cause, all callers', isRequired: true },
    files: { description: 'Paths or globs to start from, separated by commas' },
    model: { description: 'Model id', suggestions: MODEL_SUGGESTIONS },
  },
  write: ({ question, files, model }) =>
    `Have DeepSeek find this in the project: ${question}

Call deepseek_chat with explore: true and the question as a complete task: name what you already know, and ask for file and line of each statement.${
      files ? ` Pass these files by path in the argument files: ${files}.` : ''
    }${modelClause(model)}
Do not search or read yourself first. Then open the lines that the answer names, and nothing else; report only what they confirm. The receipt lists what was read (explored): if the place you expected is not among it, say so.`,
});
