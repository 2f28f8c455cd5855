import { definePrompt, MODEL_SUGGESTIONS, modelClause } from './prompt.ts';

export const translate = definePrompt({
  name: 'translate',
  title: 'Translate with DeepSeek',
  description: 'Translate files with DeepSeek without reading them into this conversation',
  arguments: {
    files: { description: 'Paths or globs of the files to translate, separated by commas', isRequired: true },
    language: {
      description: 'Target language',
      isRequired: true,
      suggestions: ['Chinese', 'English', 'French', 'German', 'Japanese', 'Portuguese', 'Spanish'],
    },
    save_to: { description: 'Template for the output path, such as "{dir}/{name}.de.{ext}"' },
    model: { description: 'Model id', suggestions: MODEL_SUGGESTIONS },
  },
  write: ({ files, language, save_to, model }) =>
    `Translate these files to ${language} with DeepSeek: ${files}

Do not read them first. Call deepseek_stream once, with the files in for_each and save_to ${
      save_to
        ? `"${save_to}"`
        : 'with a template that keeps the originals, such as "{dir}/{name}.LANGUAGE.{ext}"'
    }.${modelClause(model ?? 'deepseek-v4-flash')} The prompt should name the readers, ask to keep Markdown, code, links and placeholders unchanged, include a glossary if terms must be consistent, and ask for the translation only.
The table lists files that failed; repeat the same call to process only those. Then compare the number of headings and code blocks in each pair, and check a few sentences against the original.`,
});
