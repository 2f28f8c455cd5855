import assert from 'node:assert/strict';
import { COSTS_FILE, RIGHT, shopWithTests, WRONG } from '../corpus/checkout.ts';
import { editBlock } from '../corpus/sent.ts';
import type { Task } from '../task.ts';

const TEST = 'npm test';

export const fix: Task = {
  slug: 'fix',
  name: 'Fix a failing test',
  prompt: `"${TEST}" fails. Find out why, and fix the code, not the test.`,
  files: shopWithTests(),
  checkCommand: TEST,
  alone: {
    rounds: [
      [{ do: 'run', command: `${TEST} 2>&1 | tail -n 40` }],
      [
        { do: 'run', command: "grep -A 3 'exactly 50.00' test/checkout.test.js" },
        { do: 'read', path: 'src/pricing/checkout.js' },
      ],
      [{ do: 'read', path: COSTS_FILE }],
      [{ do: 'edit', path: COSTS_FILE, changes: [{ before: WRONG, after: RIGHT }] }],
      [{ do: 'run', command: `${TEST} 2>&1 | tail -n 12` }],
    ],
    lastWord: () =>
      `The limit for free delivery excluded exactly 50.00; ${COSTS_FILE} now includes it. All tests pass.`,
  },
  delegated: {
    rounds: [
      [{ do: 'run', command: `${TEST} > test.log 2>&1; tail -n 4 test.log` }],
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt:
              'test.log is the output of the tests. Find out why one fails, and fix the code, not the test.',
            files: ['test.log'],
            explore: true,
            save_format: 'edits',
            check: 'test',
          },
        },
      ],
      [{ do: 'run', command: 'rm test.log; git diff' }],
    ],
    lastWord: () =>
      `The limit for free delivery excluded exactly 50.00; ${COSTS_FILE} now includes it. All tests pass.`,
  },
  evidence: ['exactly 50.00', WRONG.trim()],
  deepseek: {
    look({ messages, tools }) {
      if (tools.length === 0) return undefined;
      const looks = [
        { action: 'read', path: 'test/checkout.test.js' },
        { action: 'read', path: 'src/pricing/checkout.js' },
        { action: 'read', path: COSTS_FILE },
      ];
      return looks[messages.filter(({ role }) => role === 'tool').length];
    },
    answer: ({ messages }) =>
      messages.some(({ role, text }) => role === 'tool' && text.includes(WRONG))
        ? editBlock(COSTS_FILE, WRONG, RIGHT)
        : 'I cannot find the cause.',
  },
  verify({ read, run }) {
    run(TEST);
    assert.ok(read(COSTS_FILE).includes(RIGHT));
    assert.equal(run('git status --porcelain').trim(), `M ${COSTS_FILE}`);
  },
};
