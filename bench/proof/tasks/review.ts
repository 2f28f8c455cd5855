import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { findingsIn, placesIn, plantFaults } from '../corpus/planted-faults.ts';
import { sentFiles } from '../corpus/sent.ts';
import { spread, writtenSources } from '../corpus/sources.ts';
import type { Task } from '../task.ts';
import { chunk } from './chunk.ts';

const { sources, faults } = plantFaults(spread(writtenSources({ minBytes: 2500, maxBytes: 7500 }), 30));
const REVIEW = findingsIn(
  sources.map(({ path, text }) => ({ path, lines: text.split('\n') })),
  faults,
);
/** The lines around each finding. */
const LOOKS = placesIn(REVIEW).map(({ path, line }): Action => ({
  do: 'read',
  path,
  from: line - 4,
  lines: 9,
}));

export const review: Task = {
  slug: 'review',
  name: 'Review a folder of 30 files',
  prompt:
    'Review src/ for bugs, races and missing error handling. Ignore style. Write the findings to review.md, each with file, line and a fix.',
  files: Object.fromEntries(sources.map(({ path, text }) => [path, text])),
  alone: {
    rounds: [
      [{ do: 'list', folder: 'src', name: '*.ts' }],
      ...chunk(sources, 6).map((some) => some.map(({ path }): Action => ({ do: 'read', path }))),
      [{ do: 'write', path: 'review.md', text: `${REVIEW}\n` }],
    ],
    lastWord: () => 'The review is in review.md: five bugs.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt:
              'Review this code (TypeScript, Node 20, an MCP server and command line) for bugs, races and missing error handling. Ignore style. Answer with a numbered list: path:line, what goes wrong, the fix in one sentence. Nothing else.',
            files: ['src/**/*.ts'],
            save_to: 'review.md',
          },
        },
      ],
      [{ do: 'read', path: 'review.md' }],
      LOOKS,
    ],
    lastWord: () => 'The review is in review.md: five bugs. I have looked at each of the lines.',
  },
  evidence: faults.map(({ line }) => line.trim()),
  deepseek: { answer: (task) => findingsIn(sentFiles(task), faults) },
  verify({ read }) {
    assert.equal(read('review.md').trim(), REVIEW);
    assert.equal(REVIEW.split('\n').length, faults.length);
  },
};
