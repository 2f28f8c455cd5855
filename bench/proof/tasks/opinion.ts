import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { findingsIn, placesIn, plantFaults } from '../corpus/planted-faults.ts';
import { sentFiles } from '../corpus/sent.ts';
import { spread, writtenSources, type Source } from '../corpus/sources.ts';
import type { Task } from '../task.ts';
import { chunk } from './chunk.ts';

/** A module as it was: its beginning, to the end of a declaration. */
function beginningOf({ text }: Source): string {
  return text.slice(0, text.indexOf('\n\n', text.length / 3) + 1);
}

const COUNT = 40;
const { sources, faults } = plantFaults(
  spread(writtenSources({ minBytes: 2500, maxBytes: 7500 }), COUNT),
  0.6,
);
const OPINION = findingsIn(
  sources.map(({ path, text }) => ({ path, lines: text.split('\n') })),
  faults,
);
const LOOKS = placesIn(OPINION).map(({ path, line }) => `sed -n '${line - 3},${line + 3}p' ${path}`);

export const opinion: Task = {
  slug: 'opinion',
  name: `A second opinion on a diff of ${COUNT} files`,
  prompt:
    'I have made a change (git diff). Before I commit it: a second opinion, please. Only real faults, each with the file and the fix.',
  files: Object.fromEntries(sources.map((source) => [source.path, beginningOf(source)])),
  changed: Object.fromEntries(sources.map(({ path, text }) => [path, text])),
  alone: {
    rounds: [
      [{ do: 'run', command: 'git diff --stat' }],
      // Whole, the diff is more than both clients show of one command.
      ...chunk(chunk(sources, 5), 3).map((round) =>
        round.map((some): Action => ({
          do: 'run',
          command: `git diff ${some.map(({ path }) => path).join(' ')}`,
        })),
      ),
    ],
    lastWord: () => OPINION,
  },
  delegated: {
    rounds: [
      [{ do: 'run', command: 'git diff > change.diff; git diff --shortstat' }],
      [
        {
          do: 'delegate',
          tool: 'deepseek_chat',
          arguments: {
            prompt:
              'Review change.diff; the files are as they are after it (TypeScript, Node 20, an MCP server and command line). Only real faults, as a numbered list: path:line, what goes wrong, the fix.',
            files: ['change.diff', 'src/**/*.ts'],
          },
        },
      ],
      [{ do: 'run', command: `${LOOKS.join('; echo; ')}; rm change.diff` }],
    ],
    lastWord: (seen) => seen.match(/^\d\. src\/.*$/gm)?.join('\n') ?? 'None.',
  },
  evidence: faults.map(({ line }) => `+${line}`),
  deepseek: { answer: (task) => findingsIn(sentFiles(task), faults) },
  verify({ lastWord, run }) {
    assert.deepEqual(linesOf(lastWord), linesOf(OPINION));
    assert.equal(run('git status --porcelain').trim().split('\n').length, COUNT);
  },
};

/** Findings in any order, without their numbers. */
function linesOf(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.slice(3))
    .toSorted();
}
