import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { shopModules } from '../corpus/modules.ts';
import type { Task } from '../task.ts';
import { chunk } from './chunk.ts';

const modules = shopModules(12);

/** A change of all modules: removed records are kept for a while, and can be put back. */
function withTrash({ noun, text }: { noun: string; text: string }): string {
  const name = `${noun[0]?.toUpperCase()}${noun.slice(1)}`;
  const isWrong = (one: string) => noun === one;
  return text
    .replace(
      'const listeners',
      () => `const trash = new Map();\nconst KEEP_MS = 30 * 24 * 3600 * 1000;\nconst listeners`,
    )
    .replace(
      `  ${noun}s.delete(id);`,
      () => `  ${isWrong('booking') ? `trash.set(id, ${noun});` : `trash.set(id, { ${noun}, removedAt: Date.now() });`}
  ${noun}s.delete(id);`,
    )
    .replace(
      `export function total${name}s`,
      () => `export function restore${name}(id) {
  const kept = trash.get(id);
  if (!kept) throw new Error(\`The trash has no ${noun} \${id}.\`);
  if (${noun}s.has(id)) throw new Error(\`There is a ${noun} \${id} already.\`);
${isWrong('carrier') ? '' : '  trash.delete(id);\n'}  const ${noun} = { ...kept.${noun}, changedAt: new Date().toISOString() };
  ${noun}s.set(id, ${noun});
  notify('restored', ${noun});
  return structuredClone(${noun});
}

export function list${name}Trash() {
  return [...trash]
    .map(([id, { ${noun}, removedAt }]) => ({ id, removedAt, endsAt: removedAt + KEEP_MS, ${noun} }))
    .sort((one, two) => two.removedAt - one.removedAt);
}

export function empty${name}Trash(now = Date.now()) {
  let count = 0;
  for (const [id, { removedAt }] of trash) {
    if (now - removedAt ${isWrong('coupon') ? '<' : '>='} KEEP_MS) {
      trash.delete(id);
      count += 1;
    }
  }
  return count;
}

export function total${name}s`,
    );
}

const FINDINGS = [
  [
    '+  trash.set(id, booking);',
    '1. src/booking.js: the trash gets the bare record, so restoreBooking finds no kept.booking and puts back a record without fields. Store { booking, removedAt }.',
  ],
  [
    '+  if (carriers.has(id)) throw',
    '2. src/carrier.js: restoreCarrier leaves the entry in the trash; it is listed after it was restored, and emptied later. Delete it.',
  ],
  [
    '+    if (now - removedAt < KEEP_MS)',
    '3. src/coupon.js: the comparison is reversed; what is young is removed, and what is old is kept for ever. Use >=.',
  ],
] as const;
const OPINION = FINDINGS.map(([, finding]) => finding).join('\n');

export const opinion: Task = {
  slug: 'opinion',
  name: 'A second opinion on a diff of 12 files',
  prompt:
    'I have made a change (git diff). Before I commit it: a second opinion, please. Only real faults, each with the file and the fix.',
  files: Object.fromEntries(modules.map(({ path, text }) => [path, text])),
  changed: Object.fromEntries(modules.map((module) => [module.path, withTrash(module)])),
  alone: {
    rounds: [
      [{ do: 'run', command: 'git diff --stat' }],
      // Whole, the diff is more than both clients show of one command.
      chunk(modules, 6).map((some): Action => ({
        do: 'run',
        command: `git diff ${some.map(({ path }) => path).join(' ')}`,
      })),
      modules.slice(0, 6).map(({ path }): Action => ({ do: 'read', path })),
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
              'Review change.diff; the files are as they are after it. It adds a trash to the records of a web shop (Node 20): removed records can be put back for 30 days. Only real faults, as a numbered list: file, what goes wrong, the fix.',
            files: ['change.diff', 'src/*.js'],
          },
        },
      ],
      [
        {
          do: 'run',
          command:
            "grep -n 'trash' src/booking.js src/carrier.js | grep -E 'set|delete'; grep -n KEEP_MS src/coupon.js; rm change.diff",
        },
      ],
    ],
    lastWord: (seen) => seen.match(/^\d\. src\/.*$/gm)?.join('\n') ?? 'None.',
  },
  evidence: FINDINGS.map(([line]) => line),
  deepseek: {
    answer({ messages }) {
      const sent = messages.map(({ text }) => text).join('\n');
      return FINDINGS.flatMap(([line, finding]) => (sent.includes(line) ? [finding] : [])).join('\n');
    },
  },
  verify({ lastWord, run }) {
    assert.equal(lastWord, OPINION);
    assert.equal(run('git status --porcelain').trim().split('\n').length, modules.length);
  },
};
