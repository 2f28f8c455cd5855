import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readFlags, stop } from '../../bench/support/flags.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { temporaryFolder } from '../support/folder.ts';
import type { Case } from './case.ts';
import { installPrograms } from './install-programs.ts';

// The real client programs, offline: each with a home of its own, led by a scripted model, with the built server and
// the sandbox behind it.

const USAGE = `npm run test:clients -- [--quick] [--only WORDS]
  --quick   Claude Code and the validators only
  --only    the clients with these words in their name`;

const { quick, only } = readFlags(USAGE, {
  quick: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
});
const { QUICK, MORE } = await import('./cases.ts');
const ALL = quick ? QUICK : [...QUICK, ...MORE];
const CASES = ALL.filter(({ client }) => client.toLowerCase().includes(only.toLowerCase()));
if (CASES.length === 0) {
  const known = [...new Set(ALL.map(({ client }) => client))].join(', ');
  stop(`No client has "${only}" in its name. Known: ${known}.`);
}

installPrograms(import.meta.dirname);
if (CASES.some((one) => MORE.includes(one))) installPrograms(path.join(import.meta.dirname, 'more'));

let failed = 0;
for (const one of CASES) {
  const startedAt = performance.now();
  const problem = await play(one).catch((error: unknown) => String(error));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (problem !== undefined) failed += 1;
  const verdict = problem === undefined ? 'passed' : `FAILED: ${problem}`;
  console.log(
    `${`${one.client} ${one.version}`.padEnd(30)}  ${one.name.padEnd(46)}  ${seconds.padStart(5)} s  ${verdict}`,
  );
}
console.log(`${CASES.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function play({ run }: Case): Promise<undefined> {
  await using folder = await temporaryFolder();
  await using sandbox = await startSandbox();
  const [home, project] = [path.join(folder.path, 'home'), path.join(folder.path, 'project')];
  for (const made of [path.join(home, '.claude'), project]) await mkdir(made, { recursive: true });
  await run({ sandbox, home, project });
}
