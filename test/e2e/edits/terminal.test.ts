import { expect, test } from 'vitest';
import { openProject, type Project } from '../../support/project.ts';
import { CTRL_C, runInTerminal } from '../../support/terminal.ts';

const ESCAPE = '\u001B';
const FILES = { 'a.ts': 'const total = 1;\n' };

const edit = ({ environment, root }: Project, words: readonly string[] = [], extra = {}) =>
  runInTerminal(['edit', 'Rename total to sum.', 'a.ts', ...words], {
    environment: { ...environment, ...extra },
    cwd: root,
  });

test('edit shows the patch with colour, asks nothing, and says how to undo it', async () => {
  await using it = await openProject(FILES);
  const terminal = edit(it);

  expect(await terminal.exitCode).toBe(0);
  expect(terminal.shown()).toContain(`${ESCAPE}[31m-const total = 1;${ESCAPE}[39m`);
  expect(terminal.shown()).toContain(`${ESCAPE}[32m+const sum = 1;${ESCAPE}[39m`);
  expect(terminal.shown().replace(/\s+/g, ' ')).toMatch(/to undo: \S.* runs undo r_/);
  expect(it.read('a.ts')).toBe('const sum = 1;\n');
});

test('edit shows no colour where NO_COLOR is set', async () => {
  await using it = await openProject(FILES);
  const terminal = edit(it, [], { NO_COLOR: '1' });

  expect(await terminal.exitCode).toBe(0);
  expect(terminal.shown()).toContain('\n+const sum = 1;');
});

test.for([
  ['y\r', 0, 'const sum = 1;\n'],
  ['n\r', 0, FILES['a.ts']],
  ['\r', 0, FILES['a.ts']],
  [CTRL_C, 130, FILES['a.ts']],
] as const)('edit --confirm answered with %j exits with %i', async ([keys, exitCode, text]) => {
  await using it = await openProject(FILES);
  const terminal = edit(it, ['--confirm']);
  await terminal.showsSoon('Keep this change? [y/N]');
  terminal.type(keys);

  expect(await terminal.exitCode).toBe(exitCode);
  expect(it.read('a.ts')).toBe(text);
});

test('what the model writes cannot steer the terminal', async () => {
  const answer = `a.ts\n<<<<<<< SEARCH\nconst total = 1;\n=======\nconst sum = "${ESCAPE}]0;owned\u0007${ESCAPE}[2J";\n>>>>>>> REPLACE\n`;
  await using it = await openProject(FILES, { sandbox: { answer: () => answer } });
  const terminal = edit(it);

  expect(await terminal.exitCode).toBe(0);
  expect(terminal.shown()).not.toContain(`${ESCAPE}]0;`);
  expect(terminal.shown()).not.toContain(`${ESCAPE}[2J`);
});
