import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { translated, writtenPages } from '../corpus/pages.ts';
import { sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk, firstAndLast } from './chunk.ts';

const pages = writtenPages('docs', 30, { minBytes: 2200, maxBytes: 7000 });
const [sample] = pages;
const target = (path: string) => path.replace('docs/', 'docs/de/');
const translation = (text: string) => translated(text.split('\n'));
/** Headings, items of lists and code blocks of each page, where they differ. */
const COMPARE =
  'ls docs/de | wc -l; for f in docs/*.md; do for p in "^#" "^ *[-*] " "^ *\\`\\`\\`"; do [ $(grep -c "$p" $f) = $(grep -c "$p" docs/de/$(basename $f)) ] || echo "$f differs in $p"; done; done';

export const translate: Task = {
  slug: 'translate',
  name: 'Translate 30 documents',
  prompt: 'Translate the 30 pages of docs/ to German, into docs/de/ under the same names.',
  files: Object.fromEntries(pages.map(({ path, text }) => [path, text])),
  alone: {
    rounds: [
      [{ do: 'list', folder: 'docs', name: '*.md' }],
      ...chunk(pages, 6).flatMap((some) => [
        some.map(({ path }): Action => ({ do: 'read', path })),
        some.map(({ path, text }): Action => ({ do: 'write', path: target(path), text: translation(text) })),
      ]),
    ],
    lastWord: () => 'All 30 pages are in docs/de/.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt:
              'Translate this page of documentation to German. Address the reader as "Sie". Keep Markdown, code, names and numbers. Answer with the translated page and nothing else.',
            for_each: ['docs/*.md'],
            save_to: 'docs/de/{name}.md',
          },
        },
      ],
      [
        { do: 'run', command: COMPARE },
        { do: 'read', path: sample?.path ?? '', from: 1, lines: 12 },
        { do: 'read', path: target(sample?.path ?? ''), from: 1, lines: 12 },
      ],
    ],
    lastWord: () =>
      'All 30 pages are in docs/de/, with the headings, lists and code of the originals; I have compared the beginning of one.',
  },
  evidence: pages.flatMap(({ text }) => firstAndLast(text.trim().split('\n'))),
  deepseek: { answer: (task) => translated(sentFiles(task)[0]?.lines ?? []) },
  verify({ read }) {
    for (const { path, text } of pages)
      assert.equal(read(target(path)).trim(), translation(text).trim(), path);
  },
};
