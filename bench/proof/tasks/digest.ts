import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { caveatOf, writtenPages } from '../corpus/pages.ts';
import { sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk, firstAndLast } from './chunk.ts';

const documents = writtenPages('notes', 20, { minBytes: 6000, maxBytes: 18000 });

function digestOf(files: readonly { path: string; lines: readonly string[] }[]): string {
  const entries = files
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
    .map(({ path, lines }) => {
      const purpose = documents.find((document) => document.path === path)?.purpose ?? '';
      return `## ${path}\n\n${purpose}\n\n> ${caveatOf(lines)}`;
    });
  return `# Digest\n\n${entries.join('\n\n')}\n`;
}

const DIGEST = digestOf(documents.map(({ path, text }) => ({ path, lines: text.split('\n') })));

export const digest: Task = {
  slug: 'digest',
  name: 'Digest of 20 long documents',
  prompt:
    'Write digest.md from notes/: for each document a heading (its path), what it is about, and the most important restriction, quoted word for word.',
  files: Object.fromEntries(documents.map(({ path, text }) => [path, text])),
  alone: {
    rounds: [
      [{ do: 'list', folder: 'notes', name: '*.md' }],
      ...chunk(documents, 5).map((some) => some.map(({ path }): Action => ({ do: 'read', path }))),
      [{ do: 'write', path: 'digest.md', text: DIGEST }],
    ],
    lastWord: () => 'The digest is in digest.md.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt:
              'Write a digest of these documents: under "# Digest", for each one a heading (its path), a sentence on what it is about, and its most important restriction as a quotation of one line, word for word. Markdown, in the order of the paths. Nothing else.',
            files: ['notes/*.md'],
            save_to: 'digest.md',
          },
        },
      ],
      [
        {
          do: 'run',
          command:
            'grep -c "^## " digest.md; grep "^> " digest.md | cut -c 3- | while read -r q; do grep -qF -- "$q" notes/*.md || echo "in no document: $q"; done',
        },
        { do: 'read', path: 'digest.md' },
      ],
    ],
    lastWord: () => 'The digest is in digest.md; I have read it, and its quotations are in the documents.',
  },
  evidence: documents.flatMap(({ text }) => firstAndLast(text.trim().split('\n'))),
  deepseek: { answer: (task) => digestOf(sentFiles(task)) },
  verify: ({ read }) => assert.equal(read('digest.md').trim(), DIGEST.trim()),
};
