import { definePrompt, MODEL_OFFERS, modelClause } from './prompt.ts';

export const translate = definePrompt({
  name: 'translate',
  title: 'Translate with DeepSeek',
  description: 'Translate files to files with DeepSeek, without passing them through this conversation',
  arguments: {
    files: { description: 'Paths or globs of the files, separated by commas', isRequired: true },
    language: {
      description: 'Language to translate to',
      isRequired: true,
      offers: ['Chinese', 'English', 'French', 'German', 'Japanese', 'Portuguese', 'Spanish'],
    },
    save_to: { description: 'Where each translation goes, such as "{dir}/{name}.de.{ext}"' },
    model: { description: 'Model id', offers: MODEL_OFFERS },
  },
  write: ({ files, language, save_to, model }) =>
    `Translate these files to ${language} with DeepSeek: ${files}

Do not read them first. Make one call of deepseek_stream with for_each for the files and save_to ${
      save_to
        ? `"${save_to}"`
        : 'with a template that keeps the originals, such as "{dir}/{name}.LANGUAGE.{ext}"'
    }.${modelClause(model ?? 'deepseek-v4-flash')} In the prompt: who the readers are, to keep Markdown, code, links and placeholders as they are, a glossary where terms have to be consistent, and to answer with the translation only.
Files that failed are named in the table; the same call again does only those. Then compare the number of headings and code blocks of each pair, and read a few sentences against the original.`,
});
