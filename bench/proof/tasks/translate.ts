import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { manualPages, toGerman } from '../corpus/documents.ts';
import { sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk, firstAndLast } from './chunk.ts';

const pages = manualPages(30, 'docs', 8);
const target = (path: string) => path.replace('docs/', 'docs/de/');

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
        some.map(({ path, german }): Action => ({ do: 'write', path: target(path), text: german })),
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
              'Translate this page of the manual of a web shop to German. Address the reader as "Sie". Keep Markdown, names and numbers. Answer with the translated page and nothing else.',
            for_each: ['docs/*.md'],
            save_to: 'docs/de/{name}.md',
          },
        },
      ],
      [
        { do: 'run', command: 'wc -l docs/*.md docs/de/*.md | tail -n 1' },
        { do: 'read', path: 'docs/de/orders.md', from: 1, lines: 20 },
      ],
    ],
    lastWord: () => 'All 30 pages are in docs/de/; I have looked at one of them.',
  },
  evidence: pages.flatMap(({ text }) => firstAndLast(text.trim().split('\n'))),
  deepseek: {
    answer(task) {
      const [page] = sentFiles(task);
      return toGerman(page?.lines ?? []);
    },
  },
  verify({ read }) {
    for (const { path, german } of pages) assert.equal(read(target(path)).trim(), german.trim(), path);
  },
};
