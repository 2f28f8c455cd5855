import { definePrompt, MODEL_OFFERS, modelClause } from './prompt.ts';

export const secondOpinion = definePrompt({
  name: 'second_opinion',
  title: 'Second opinion from DeepSeek',
  description: 'Let DeepSeek judge a question independently, then weigh both views',
  arguments: {
    question: { description: 'The decision, diagnosis or plan to be judged', isRequired: true },
    files: { description: 'Paths or globs of the files that it is about, separated by commas' },
    model: { description: 'Model id', offers: MODEL_OFFERS },
  },
  write: ({ question, files, model }) =>
    `Get a second opinion from DeepSeek on this: ${question}

First write down your own view, for yourself. Then call deepseek_chat with the facts and the options, and without your view: a model tends to agree.${
      files ? ` Give these files by path, in the argument files: ${files}.` : ''
    } Ask for the strongest reason for each option, the first way in which it fails, and which fact would change the choice.${modelClause(model)}
Compare the reasons, not the votes. Where you differ, find the fact that decides and look it up. Tell me both views, whose is whose, and what you recommend.`,
});
