import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { BIN } from '../support/binary.ts';
import { KEY, type Case } from './case.ts';
import { inMore, runProgram } from './program.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The built program on each Node that it is for. */
export const nodeVersions: readonly Case[] = ['22', '24', '26'].map((version) => ({
  client: 'Node.js',
  version,
  name: 'chat, the whole demo, and the proxy tests',
  async run({ home, project, sandbox }) {
    const node = inMore(`node-${version}/bin/node`);
    const environment = { HOME: home, RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: sandbox.url };
    const options = { cwd: project, environment };
    const is = await runProgram(node, ['--version'], options);
    assert.match(is.stdout, new RegExp(`^v${version}\\.`));
    const chat = await runProgram(node, [BIN, 'chat', 'Say hello.'], options);
    assert.equal(chat.exitCode, 0, chat.stderr);
    assert.match(chat.stdout, /This is the sandbox/);
    const demo = await runProgram(node, [BIN, 'demo'], options);
    assert.equal(demo.exitCode, 0, demo.stdout + demo.stderr);
    const vitest = fileURLToPath(import.meta.resolve('vitest/vitest.mjs'));
    const proxies = await runProgram(process.execPath, [vitest, 'run', 'test/e2e/network/proxy'], {
      cwd: REPOSITORY,
      environment: { PATH: process.env['PATH'] ?? '', HOME: home, TEST_NODE: node },
      patienceMs: 600_000,
    });
    assert.equal(proxies.exitCode, 0, proxies.stdout + proxies.stderr);
  },
}));
