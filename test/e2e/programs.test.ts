import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram } from '../support/recipe-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A benchmark or a test of its own, as its npm script starts it once everything is built. */
function start(program: string, ...words: string[]) {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: ROOT };
  return runProgram(process.execPath, ['--import', 'tsx', program, ...words], { environment, cwd: ROOT });
}

test.for([
  ['bench/run.ts', ['--only', 'nosuch'], /^Unknown measure "nosuch". Known: .*\bfan-out\b.*\bpeers\b/],
  ['bench/run.ts', ['--peers', 'nosuch'], /^Unexpected argument 'nosuch'.*\n.*--only MEASURE/],
  ['bench/run.ts', ['--nosuch'], /^Unknown option '--nosuch'.*\n.*--only MEASURE/],
  ['bench/secrets/main.ts', ['--seed', 'nosuch'], /^--seed must be a whole number, got "nosuch"/],
  ['test/clients/run.ts', ['--only', 'nosuch'], /^No client has "nosuch" in its name. Known: .*\bCodex\b/],
  ['test/windows/run.ts', ['--node', '99'], /^Unknown version of Node.js "99". Known: .*\b22\b/],
] as const)('%s refuses %s in a plain message', async ([program, words, message]) => {
  const { exitCode, stdout, stderr } = await start(path.normalize(program), ...words);

  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

test.for(['bench/run.ts', 'bench/secrets/main.ts', 'test/clients/run.ts', 'test/windows/run.ts'])(
  '%s has help',
  async (program) => {
    const { exitCode, stdout, stderr } = await start(path.normalize(program), '--help');

    expect(stdout).toMatch(/^npm run [\w:]+ -- /);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  },
);
