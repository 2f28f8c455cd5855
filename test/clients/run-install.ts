import assert from 'node:assert/strict';
import { BIN } from '../support/binary.ts';
import { KEY, type Stage } from './case.ts';
import { runProgram } from './program.ts';

/** Has our own command write the client's configuration, for the case's sandbox. */
export async function runInstall(
  client: string,
  { home, project, sandbox }: Stage,
  environment = {},
): Promise<void> {
  const { stderr, exitCode } = await runProgram(process.execPath, [BIN, 'install', client, '--yes'], {
    cwd: project,
    environment: { HOME: home, RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: sandbox.url, ...environment },
  });
  assert.equal(exitCode, 0, stderr);
}
