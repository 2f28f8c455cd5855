import assert from 'node:assert/strict';
import { shopModules } from '../corpus/modules.ts';
import { editBlock, sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';

const modules = shopModules(20);
const FILE = 'src/order.js';
const before = modules.find(({ path }) => path === FILE)?.text.match(/^const PAGE_SIZE = .*$/m)?.[0] ?? '';
const after = 'const PAGE_SIZE = 25;';

export const oneLine: Task = {
  slug: 'one-line',
  name: 'Change one line',
  prompt: `Set PAGE_SIZE in ${FILE} to 25.`,
  files: Object.fromEntries(modules.map(({ path, text }) => [path, text])),
  alone: {
    rounds: [
      [{ do: 'read', path: FILE, from: 1, lines: 10 }],
      [{ do: 'edit', path: FILE, changes: [{ before, after }] }],
    ],
    lastWord: () => 'PAGE_SIZE is 25.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt: 'Set PAGE_SIZE to 25. Change nothing else.',
            files: [FILE],
            save_format: 'edits',
          },
        },
      ],
      [{ do: 'run', command: 'git diff' }],
    ],
    lastWord: () => 'PAGE_SIZE is 25.',
  },
  evidence: [before],
  deepseek: {
    answer: (task) =>
      sentFiles(task)
        .map(({ path }) => editBlock(path, before, after))
        .join('\n'),
  },
  verify({ read, run }) {
    assert.match(read(FILE), /^const PAGE_SIZE = 25;$/m);
    assert.equal(run('git diff --numstat').trim(), `1\t1\t${FILE}`);
  },
};
