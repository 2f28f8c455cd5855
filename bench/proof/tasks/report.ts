import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { manualPages } from '../corpus/documents.ts';
import { sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk, firstAndLast } from './chunk.ts';

const notes = manualPages(10, 'notes', 22);

/** A chapter from each note: every third of its sentences. */
function reportFrom(files: readonly { path: string; lines: readonly string[] }[]): string {
  const chapters = files.map(({ lines }) => {
    const [title = '', ...rest] = lines;
    const kept = rest.filter((line, place) => line.startsWith('##') || (line !== '' && place % 3 === 0));
    return [`## ${title.replace('# ', '')}`, '', ...kept.map((line) => line.replace(/^##/, '\n###'))].join(
      '\n',
    );
  });
  return `# How the shop is run\n\n${chapters.join('\n\n')}\n`;
}

const REPORT = reportFrom(notes.map(({ path, text }) => ({ path, lines: text.split('\n') })));

export const report: Task = {
  slug: 'report',
  name: 'Write a long report from 10 notes',
  prompt:
    'Write report.md from notes/: how the shop is run, a chapter for each note, complete enough to be read alone.',
  files: Object.fromEntries(notes.map(({ path, text }) => [path, text])),
  alone: {
    rounds: [
      [{ do: 'list', folder: 'notes', name: '*.md' }],
      ...chunk(notes, 5).map((some) => some.map(({ path }): Action => ({ do: 'read', path }))),
      [{ do: 'write', path: 'report.md', text: REPORT }],
    ],
    lastWord: () => 'The report is in report.md.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt:
              'Write a report "How the shop is run" from these notes, for new colleagues: a chapter for each note, complete enough to be read alone. Markdown. State nothing that the notes do not say. Answer with the report and nothing else.',
            files: ['notes/*.md'],
            save_to: 'report.md',
          },
        },
      ],
      [
        { do: 'run', command: "grep -n '^## ' report.md" },
        { do: 'read', path: 'report.md', from: 40, lines: 15 },
      ],
    ],
    lastWord: () => 'The report is in report.md; I have looked at its outline and one section.',
  },
  evidence: notes.flatMap(({ text }) => firstAndLast(text.trim().split('\n'))),
  deepseek: { answer: (task) => reportFrom(sentFiles(task)) },
  verify: ({ read }) => assert.equal(read('report.md').trim(), REPORT.trim()),
};
