import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { undocumentedSources } from '../corpus/documented.ts';
import { editBlock, sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk, firstAndLast } from './chunk.ts';

const modules = undocumentedSources(12);
const CHECK = 'node scripts/check-docs.js';
const CHECK_SCRIPT = `import { readdirSync, readFileSync } from 'node:fs';

let missing = 0;
for (const name of readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts'))) {
  const lines = readFileSync(\`src/\${name}\`, 'utf8').split('\\n');
  for (const [place, line] of lines.entries()) {
    if (!/^export (async )?function/.test(line) || lines[place - 1]?.endsWith('*/')) continue;
    console.error(\`src/\${name}:\${place + 1} has no documentation: \${line}\`);
    missing += 1;
  }
}
console.log(missing === 0 ? 'Every exported function is documented.' : \`\${missing} functions are not.\`);
process.exitCode = missing === 0 ? 0 : 1;
`;

export const change: Task = {
  slug: 'change',
  name: 'Document the functions of 12 files',
  prompt: `Add JSDoc to every exported function of src/: what it does, and what a caller must know. Change nothing else. "${CHECK}" must pass.`,
  files: {
    ...Object.fromEntries(modules.map(({ path, text }) => [path, text])),
    'package.json': '{ "name": "tool", "private": true, "type": "module" }\n',
    'scripts/check-docs.js': CHECK_SCRIPT,
  },
  checkCommand: CHECK,
  alone: {
    rounds: [
      [{ do: 'list', folder: 'src', name: '*.ts' }],
      ...chunk(modules, 6).map((some) => some.map(({ path }): Action => ({ do: 'read', path }))),
      ...chunk(modules, 6).map((some) =>
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
              'Add JSDoc to every exported function: what it does, and what a caller must know. TypeScript, Node 20; types are in the code. Change nothing else.',
            files: ['src/**/*.ts'],
            save_format: 'edits',
            check: 'test',
          },
        },
      ],
      // Code: all of the diff is read.
      [{ do: 'run', command: 'git diff -U0' }],
    ],
    lastWord: () =>
      'All exported functions of the 12 files are documented; the check passes, and I have read the diff.',
  },
  evidence: modules.flatMap(({ text }) => firstAndLast(text.trim().split('\n'))),
  deepseek: {
    answer: (task) =>
      sentFiles(task)
        .flatMap(({ path }) =>
          (modules.find((module) => module.path === path)?.changes ?? []).map(({ before, after }) =>
            editBlock(path, before, after),
          ),
        )
        .join('\n'),
  },
  verify({ read, run }) {
    run(CHECK);
    for (const { path, documented } of modules) assert.equal(read(path), documented, path);
  },
};
