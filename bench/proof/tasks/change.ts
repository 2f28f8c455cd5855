import assert from 'node:assert/strict';
import type { Action, Change } from '../caller/script.ts';
import { shopModules } from '../corpus/modules.ts';
import { editBlock, sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk } from './chunk.ts';

const modules = shopModules(12);
const CHECK = 'node scripts/check-docs.js';
const CHECK_SCRIPT = `import { readdirSync, readFileSync } from 'node:fs';

let missing = 0;
for (const name of readdirSync('src')) {
  const lines = readFileSync(\`src/\${name}\`, 'utf8').split('\\n');
  for (const [place, line] of lines.entries()) {
    if (!line.startsWith('export function') || lines[place - 1] === ' */') continue;
    console.error(\`src/\${name}:\${place + 1} has no documentation: \${line}\`);
    missing += 1;
  }
}
console.log(missing === 0 ? 'Every exported function is documented.' : \`\${missing} functions are not.\`);
process.exitCode = missing === 0 ? 0 : 1;
`;

/** The documentation of each kind of function. */
const DOCS: readonly (readonly [RegExp, (noun: string) => string[]])[] = [
  [
    / create/,
    (noun) => [
      `Makes a ${noun} from its fields, stores it, and notifies the listeners.`,
      '@param {object} fields The first two fields of the record, an amount in cents, and a quantity.',
      `@returns {object} The stored ${noun}, with its id and times.`,
      '@throws {TypeError} If a field is missing.',
      '@throws {RangeError} If the amount is negative or not a number.',
    ],
  ],
  [
    / find/,
    (noun) => [
      `Finds a ${noun} by its id.`,
      '@param {string} id',
      `@returns {object} A copy of the ${noun}.`,
      '@throws {Error} If there is none with this id.',
    ],
  ],
  [
    / list/,
    (noun) => [
      `Lists ${noun} records, newest first, a page at a time.`,
      '@param {object} [filter] A field to match, the earliest time, and the page.',
      '@returns {{total: number, page: number, items: object[]}}',
    ],
  ],
  [
    / update/,
    (noun) => [
      `Changes fields of a ${noun}; its id and the time of its creation stay.`,
      '@param {string} id',
      '@param {object} changes',
      `@returns {object} A copy of the changed ${noun}.`,
      '@throws {Error} If there is none with this id.',
    ],
  ],
  [
    / remove/,
    (noun) => [
      `Removes a ${noun} and notifies the listeners.`,
      '@param {string} id',
      '@returns {boolean} Whether there was one.',
      `@throws {Error} If the ${noun} is locked.`,
    ],
  ],
  [
    / total/,
    (noun) => [
      `Adds up the amounts of ${noun} records, in cents.`,
      '@param {object[]} items',
      '@param {{rate?: number, discount?: number}} [options] Tax and discount as shares of one.',
      '@returns {{net: number, tax: number, gross: number}}',
    ],
  ],
  [
    / group/,
    (noun) => [
      `Groups ${noun} records by a field; those without it are under "none".`,
      '@param {object[]} items',
      '@param {string} [key]',
      '@returns {Record<string, object[]>} In the order of the names.',
    ],
  ],
  [
    / export/,
    (noun) => [
      `Writes ${noun} records as CSV, with a line of headings.`,
      '@param {object[]} items',
      '@param {string} [separator]',
      '@returns {string}',
    ],
  ],
  [
    / import/,
    (noun) => [
      `Creates ${noun} records from CSV, as the export writes it.`,
      '@param {string} text With a line of headings.',
      '@param {string} [separator]',
      '@returns {object[]} The stored records.',
      '@throws {TypeError} If a column is missing.',
    ],
  ],
  [
    / search/,
    (noun) => [
      `Finds ${noun} records with any of the words, those with most of them first.`,
      '@param {string} query Words, in any order and case.',
      '@param {number} [most] How many are returned.',
      '@returns {object[]} Copies of the records.',
    ],
  ],
  [
    / on/,
    (noun) => [
      `Calls back on each event of a ${noun}.`,
      '@param {(event: object) => void} listener',
      '@returns {() => boolean} Ends it.',
    ],
  ],
];

/** What is to be put before each exported function. */
function changesOf(lines: readonly string[], noun: string): Change[] {
  return lines.flatMap((line) => {
    const name = /^export (?:async )?function(?= )/.test(line) ? line.replace(/^export function/, '') : '';
    const docs = name && DOCS.find(([pattern]) => pattern.test(name.split('(')[0] ?? ''))?.[1](noun);
    if (!docs) return [];
    return [{ before: line, after: ['/**', ...docs.map((text) => ` * ${text}`), ' */', line].join('\n') }];
  });
}

const expected = modules.map((module) => {
  const changes = changesOf(module.text.split('\n'), module.noun);
  const text = changes.reduce((all, { before, after }) => all.replace(before, () => after), module.text);
  return { ...module, changes, text };
});

export const change: Task = {
  slug: 'change',
  name: 'Document the functions of 12 files',
  prompt: `Add JSDoc to every exported function of src/: what it does, parameters, result, errors. Change nothing else. "${CHECK}" must pass.`,
  files: {
    ...Object.fromEntries(modules.map(({ path, text }) => [path, text])),
    'package.json': '{ "name": "shop", "private": true, "type": "module" }\n',
    'scripts/check-docs.js': CHECK_SCRIPT,
  },
  checkCommand: CHECK,
  alone: {
    rounds: [
      [{ do: 'list', folder: 'src', name: '*.js' }],
      ...chunk(modules, 6).map((some) => some.map(({ path }): Action => ({ do: 'read', path }))),
      ...chunk(expected, 4).map((some) =>
        some.map(({ path, changes }): Action => ({ do: 'edit', path, changes })),
      ),
      [{ do: 'run', command: CHECK }],
    ],
    lastWord: () => 'All exported functions of the 12 files are documented; the check passes.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt:
              'Add JSDoc to every exported function: a sentence on what it does, @param, @returns and @throws with types. JavaScript, Node 20. Change nothing else.',
            files: ['src/*.js'],
            save_format: 'edits',
            check: 'test',
          },
        },
      ],
      [{ do: 'run', command: 'git diff -U0 src/basket.js | head -n 40' }],
    ],
    lastWord: () =>
      'All exported functions of the 12 files are documented; the check passes, and I have read a part of the diff.',
  },
  evidence: modules.map(
    ({ text }) => text.split('\n').find((line) => line.startsWith('export function find')) ?? '',
  ),
  deepseek: {
    answer: (task) =>
      sentFiles(task)
        .flatMap(({ path, lines }) => {
          const noun = modules.find((module) => module.path === path)?.noun ?? '';
          return changesOf(lines, noun).map(({ before, after }) => editBlock(path, before, after));
        })
        .join('\n'),
  },
  verify({ read, run }) {
    run(CHECK);
    for (const { path, text } of expected) assert.equal(read(path), text, path);
  },
};
