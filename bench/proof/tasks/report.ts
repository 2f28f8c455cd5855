import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { proseOf, writtenPages } from '../corpus/pages.ts';
import { sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk, firstAndLast } from './chunk.ts';

const notes = writtenPages('notes', 12, { minBytes: 5000, maxBytes: 9000 });

/** A stand-in for a chapter from each note: every second of its sentences. */
function reportFrom(files: readonly { path: string; lines: readonly string[] }[]): string {
  const chapters = files
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
    .map(({ path, lines }) =>
      [`## ${path}`, ...proseOf(lines).filter((_, place) => place % 2 === 0)].join('\n\n'),
    );
  return `# What we build on\n\n${chapters.join('\n\n')}\n`;
}

const REPORT = reportFrom(notes.map(({ path, text }) => ({ path, lines: text.split('\n') })));
/** The numbers and names in code of the report that are in no note. */
const CHECK_FACTS =
  'grep -n "^## " report.md; grep -oE "\\`[^\\`]+\\`|[0-9]+" report.md | sort -u | while read -r w; do grep -qF -- "$w" notes/*.md || echo "in no note: $w"; done';

export const report: Task = {
  slug: 'report',
  name: 'Write a long report from 12 notes',
  prompt:
    'Write report.md from notes/: what we build on, a chapter for each note, complete enough to be read alone.',
  files: Object.fromEntries(notes.map(({ path, text }) => [path, text])),
  alone: {
    rounds: [
      [{ do: 'list', folder: 'notes', name: '*.md' }],
      ...chunk(notes, 6).map((some) => some.map(({ path }): Action => ({ do: 'read', path }))),
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
              'Write a report "What we build on" from these notes, for new colleagues: a chapter for each note, complete enough to be read alone. Markdown. State nothing that the notes do not say. Answer with the report and nothing else.',
            files: ['notes/*.md'],
            save_to: 'report.md',
          },
        },
      ],
      [
        { do: 'run', command: CHECK_FACTS },
        { do: 'read', path: 'report.md', from: 20, lines: 12 },
      ],
    ],
    lastWord: () =>
      'The report is in report.md; its numbers and names in code are in the notes, and I have read a part.',
  },
  evidence: notes.flatMap(({ text }) => firstAndLast(text.trim().split('\n'))),
  deepseek: { answer: (task) => reportFrom(sentFiles(task)) },
  verify: ({ read }) => assert.equal(read('report.md').trim(), REPORT.trim()),
};
