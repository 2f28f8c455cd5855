import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { shopModules } from '../corpus/modules.ts';
import { sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk } from './chunk.ts';

interface Fault {
  readonly noun: string;
  readonly good: string;
  readonly bad: string;
  readonly finding: string;
}

const FAULTS: readonly Fault[] = [
  {
    noun: 'basket',
    good: '  const start = page * pageSize;',
    bad: '  const start = (page + 1) * pageSize;',
    finding:
      'The first page is skipped: with page = 0 the slice starts at pageSize, so the newest records are never listed. Start at page * pageSize.',
  },
  {
    noun: 'customer',
    good: '  return structuredClone(customer);',
    bad: '  return customer;',
    finding:
      'The stored record itself is returned: a caller that changes it changes the store without changedAt and without an event. Return a clone, as the other modules do.',
  },
  {
    noun: 'invoice',
    good: '  const reduced = Math.round(net * (1 - discount));',
    bad: '  const reduced = Math.round(net - discount);',
    finding:
      'The discount is a share (0.1 for ten per cent), but is subtracted as cents: totals are too high by almost all of the discount. Multiply by (1 - discount).',
  },
  {
    noun: 'payment',
    good: '  if (!Number.isFinite(amount) || amount < 0) {',
    bad: '  if (isNaN(amount) && amount < 0) {',
    finding:
      'The check never fails: nothing is both NaN and below zero, so negative and infinite payments are accepted. Use !Number.isFinite(amount) || amount < 0.',
  },
  {
    noun: 'voucher',
    good: '  return () => listeners.delete(listener);',
    bad: '  return () => listeners.clear();',
    finding:
      'Unsubscribing one listener removes all of them, so the others silently stop to receive events. Delete the one listener.',
  },
];

const modules = shopModules(30).map((module) => {
  const fault = FAULTS.find(({ noun }) => noun === module.noun);
  return fault ? { ...module, text: module.text.replace(fault.good, () => fault.bad) } : module;
});

/** Findings about the lines that are there, as a list. */
function findingsIn(files: readonly { path: string; lines: readonly string[] }[]): string {
  const found = files.flatMap(({ path, lines }) =>
    FAULTS.flatMap(({ bad, finding, noun }) => {
      const place = path.endsWith(`/${noun}.js`) ? lines.indexOf(bad) : -1;
      return place === -1 ? [] : [`${path}:${place + 1}: ${finding}`];
    }),
  );
  return found.map((text, place) => `${place + 1}. ${text}`).join('\n');
}

const REVIEW = findingsIn(modules.map(({ path, text }) => ({ path, lines: text.split('\n') })));
/** The lines around each finding. */
const LOOKS = [...REVIEW.matchAll(/^\d+\. ([^:]+):(\d+)/gm)].map(([, path = '', line]): Action => ({
  do: 'read',
  path,
  from: Number(line) - 4,
  lines: 9,
}));

export const review: Task = {
  slug: 'review',
  name: 'Review a folder of 30 files',
  prompt:
    'Review src/ for bugs, races and missing error handling. Ignore style. Write the findings to review.md, each with file, line and a fix.',
  files: Object.fromEntries(modules.map(({ path, text }) => [path, text])),
  alone: {
    rounds: [
      [{ do: 'list', folder: 'src', name: '*.js' }],
      ...chunk(modules, 6).map((some) => some.map(({ path }): Action => ({ do: 'read', path }))),
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
              'Review this code of a web shop (Node 20, JavaScript, records in memory) for bugs, races and missing error handling. Ignore style. Answer with a numbered list: path:line, what goes wrong, the fix in one sentence. Nothing else.',
            files: ['src/**/*.js'],
            save_to: 'review.md',
          },
        },
      ],
      [{ do: 'read', path: 'review.md' }],
      LOOKS,
    ],
    lastWord: () => 'The review is in review.md: five bugs. I have looked at each of the lines.',
  },
  evidence: FAULTS.map(({ bad }) => bad.trim()),
  deepseek: { answer: (task) => findingsIn(sentFiles(task)) },
  verify({ read }) {
    assert.equal(read('review.md').trim(), REVIEW);
    assert.equal(REVIEW.split('\n').length, FAULTS.length);
  },
};
