import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Case } from './case.ts';
import { runProgram } from './program.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const BIN_FOLDER = path.join(REPOSITORY, 'node_modules/.bin');

function validator(client: string, version: string, name: string, words: readonly string[]): Case {
  return {
    client,
    version,
    name,
    async run({ home }) {
      const { stdout, stderr, exitCode } = await runProgram(path.join(BIN_FOLDER, client), words, {
        cwd: REPOSITORY,
        environment: { HOME: home },
      });
      assert.equal(exitCode, 0, stdout + stderr);
    },
  };
}

/** The vendors' own validators that are small enough to be installed with everything else. */
export const validators: readonly Case[] = [
  validator('skills-ref', '0.1.5', 'the skill', ['validate', 'skill/deepseek']),
];
