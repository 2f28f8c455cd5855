import { definePrompt, MODEL_SUGGESTIONS, modelClause } from './prompt.ts';

export const secondOpinion = definePrompt({
  name: 'second_opinion',
  title: 'Second opinion from DeepSeek',
  description: 'Ask DeepSeek for an independent view and compare it with yours',
  arguments: {
    question: { description: 'The decision, diagnosis or plan to review', isRequired: true },
    files: { description: 'Paths or globs of the files it needs, separated by commas' },
    model: { description: 'Model id', suggestions: MODEL_SUGGESTIONS },
  },
  write: ({ question, files, model }) =>
    `Get a second opinion from DeepSeek on this: ${question}

First decide on your own view. Then call deepseek_chat with the facts and the options, but without your view: models tend to agree.${
      files ? ` Pass these files by path in the argument files: ${files}.` : ''
    } Ask for the strongest argument for each option, its most likely failure, and the fact that would change the decision.${modelClause(model)}
Compare the arguments, not the votes. Where you disagree, find the deciding fact and check it. Report both views, say which is whose, and give your recommendation.`,
});
