import assert from 'node:assert/strict';
import { shopModules } from '../corpus/modules.ts';
import { editBlock, sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';

const modules = shopModules(30);
const WORD = /\bnotify\(/g;
const VERIFY = "git diff --stat | tail -n 1; grep -rn 'notify(' src | wc -l";

export const rename: Task = {
  slug: 'rename',
  name: 'Rename in 30 files (one sed command)',
  prompt: 'Rename the function notify to emit in all files of src/.',
  files: Object.fromEntries(modules.map(({ path, text }) => [path, text])),
  alone: {
    rounds: [
      [{ do: 'run', command: "grep -rn 'notify' src | head -n 8; grep -rlw notify src | wc -l" }],
      [{ do: 'run', command: `sed -i 's/\\bnotify(/emit(/g' src/*.js; ${VERIFY}` }],
    ],
    lastWord: () => 'notify is called emit in all 30 files.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt: 'Rename the function notify to emit, its calls included. Change nothing else.',
            files: ['src/*.js'],
            save_format: 'edits',
          },
        },
      ],
      // All of the diff, word by word: each changed word and how often.
      [
        {
          do: 'run',
          command: `git diff -U0 --word-diff=porcelain | grep -E '^[-+][^-+]' | sort | uniq -c; ${VERIFY}`,
        },
      ],
    ],
    lastWord: () => 'notify is called emit in all 30 files.',
  },
  evidence: ['notify('],
  deepseek: {
    answer: (task) =>
      sentFiles(task)
        .flatMap(({ path, lines }) =>
          lines
            .filter((line) => line.includes('notify('))
            .map((line) => editBlock(path, line, line.replaceAll(WORD, 'emit('))),
        )
        .join('\n'),
  },
  verify({ read }) {
    for (const { path, text } of modules) assert.equal(read(path), text.replaceAll(WORD, 'emit('), path);
  },
};
