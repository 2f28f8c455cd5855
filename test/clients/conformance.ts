import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { KEY, type Case } from './case.ts';
import { startHttpHost } from './http-host.ts';
import { inMore, runProgram } from './program.ts';

const PROGRAM = inMore('@modelcontextprotocol/conformance/dist/index.js');
const NODE = inMore('node-24/bin/node');

/** Scenarios of the suite that our own tools, prompts and resources can be put through, by revision. */
const APPLICABLE: Readonly<Record<string, readonly string[]>> = {
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
    'caching',
    'http-header-validation',
    'sep-2164-resource-not-found',
    'input-required-result-validate-input',
    'input-required-result-unsupported-methods',
  ],
};

/** The other scenarios ask for tools, prompts and resources that only a server made for the suite has … */
const ASKS_FOR_A_FIXTURE = /\b(?:test_\w+|test:\/\/\S+|json_schema_2020_12_tool)/;
/** … or for what this server says that it does not have: logging, subscriptions, tasks, questions to the user. */
const ASKS_FOR_ANOTHER_FEATURE =
  /^(?:logging-|tools-call-with-logging|resources-(?:un)?subscribe|tasks-|input-required-result-|http-custom-header-)/;

interface Check {
  readonly scenario: string;
  readonly id: string;
  readonly status: string;
  readonly errorMessage?: string;
}

/** The suite of the protocol's makers. It speaks HTTP only, so that it sees all of the server but its stdio. */
export const conformance: readonly Case[] = Object.entries(APPLICABLE).map(([revision, applicable]) => ({
  client: 'MCP conformance',
  version: '0.2.0-alpha.12',
  name: `what applies of ${revision}`,
  async run({ home, project, sandbox }) {
    await using host = await startHttpHost({
      HOME: home,
      DEEPSEEK_STATE_DIR: path.join(home, 'state'),
      DEEPSEEK_ROOTS: project,
      RUNAPI_API_KEY: KEY,
      RUNAPI_BASE_URL: sandbox.url,
    });
    const output = path.join(home, 'results');
    const words = [PROGRAM, 'server', '--url', host.url, '--requirements', revision, '-o', output];
    const { stdout, stderr } = await runProgram(NODE, words, { cwd: home, environment: { HOME: home } });
    const checks = await readChecks(output).catch(() => assert.fail(`no results: ${stdout}${stderr}`));
    for (const name of applicable) {
      const own = checks.filter(({ scenario, status }) => scenario === name && status === 'SUCCESS');
      assert.ok(own.length > 0, `nothing of ${name} passed`);
    }
    assert.deepEqual(checks.filter(isOurFault), []);
  },
}));

function isOurFault({ scenario, status, errorMessage = '' }: Check): boolean {
  const isExcused = ASKS_FOR_A_FIXTURE.test(errorMessage) || ASKS_FOR_ANOTHER_FEATURE.test(scenario);
  return status === 'FAILURE' && !isExcused;
}

/** One folder for each scenario, named `server-SCENARIO-TIME`. */
async function readChecks(output: string): Promise<Check[]> {
  const folders = await readdir(output);
  const lists = folders.map(async (folder) => {
    const scenario = folder.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, '');
    const text = await readFile(path.join(output, folder, 'checks.json'), 'utf8');
    return (JSON.parse(text) as Omit<Check, 'scenario'>[]).map(({ id, status, errorMessage = '' }) => ({
      scenario,
      id,
      status,
      errorMessage,
    }));
  });
  return (await Promise.all(lists)).flat();
}
