import assert from 'node:assert/strict';
import { BIN } from '../support/binary.ts';
import { KEY, type Case } from './case.ts';
import { inMore, runProgram } from './program.ts';

const PROGRAM = inMore('@modelcontextprotocol/inspector/clients/launcher/build/index.js');
const NODE = inMore(`node-24/bin/node`);

/** The strict checks of the schemas, and a call, in both eras. */
export const inspector: readonly Case[] = ['legacy', 'modern'].map((era) => ({
  client: 'MCP Inspector',
  version: '2.12.0',
  name: `strict, ${era} era`,
  async run({ home, project, sandbox }) {
    const environment = {
      HOME: home,
      MCP_INSPECTOR_SECRET_STORE: 'memory',
      RUNAPI_API_KEY: KEY,
      RUNAPI_BASE_URL: sandbox.url,
    };
    const server = [
      '-e',
      `RUNAPI_API_KEY=${KEY}`,
      '-e',
      `RUNAPI_BASE_URL=${sandbox.url}`,
      process.execPath,
      BIN,
    ];
    const ask = (words: readonly string[]) =>
      runProgram(NODE, [PROGRAM, '--cli', '-q', '--protocol-era', era, ...server, ...words], {
        cwd: project,
        environment,
      });
    const listed = await ask(['--method', 'tools/list', '--strict', '--format', 'json']);
    assert.equal(listed.exitCode, 0, listed.stdout + listed.stderr);
    const called = await ask([
      '--method',
      'tools/call',
      '--tool-name',
      'deepseek_chat',
      '--tool-args-json',
      '{"prompt":"Say hello."}',
    ]);
    assert.equal(called.exitCode, 0, called.stdout + called.stderr);
    assert.match(called.stdout, /This is the sandbox/);
  },
}));
