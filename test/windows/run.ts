import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readFlags, requireKnown, stop } from '../../bench/support/flags.ts';
import { bundle } from '../support/bundle.ts';
import { follow } from './follow.ts';
import type { Row } from './inside/case.ts';
import { missingWine, openMachine, putThere } from './machine.ts';
import { findNodes, MAJORS, type NodeProgram } from './nodes.ts';
import { count, toTable, writeIntoPage, type Report } from './report.ts';

// What is built, run by Node.js for Windows: on Windows itself by the Node.js that runs this, elsewhere by wine.

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 60_000;
/** All cases of one version. */
const PATIENCE_MS = 30 * 60_000;

const USAGE = `npm run test:windows -- [--node MAJOR] [--only WORDS] [--write]
  --node    one version: ${MAJORS.join(', ')}
  --only    the cases with these words in their name
  --write   puts the table into docs/platforms.md`;

const flags = readFlags(USAGE, {
  node: { type: 'string', default: '' },
  only: { type: 'string', default: '' },
  write: { type: 'boolean', default: false },
});
if (flags.node !== '') requireKnown('version of Node.js', [flags.node], MAJORS);

const isBuilt = existsSync(path.join(REPOSITORY, 'dist', 'bin.js'));
const problem = missingWine() ?? (isBuilt ? undefined : 'Run "npm run build" first.');
if (problem !== undefined) stop(problem);
const nodes = findNodes(flags.node);
await using machine = await openMachine();
console.log(machine.name);
const home = path.join(machine.folder, 'Program Files', 'runapi-deepseek');
await putThere(REPOSITORY, ['package.json', 'README.md', 'dist', 'skill', 'SKILL.md'], home);
const inside = path.join(home, 'test', 'windows');
const main = bundle(pathToFileURL(path.join(import.meta.dirname, 'inside', 'main.ts')), inside);

const reports: Report[] = [];
for (const node of nodes) {
  const report = await runOn(node);
  reports.push(report);
  console.log(`Node.js ${node.version}: ${report.problem ?? count(report.rows)}`);
}
console.log(`\n${toTable(reports)}`);
if (flags.write) writeIntoPage(path.join(REPOSITORY, 'docs', 'platforms.md'), reports, machine.name);
const rows = reports.flatMap((report) => report.rows);
if (rows.length === 0 && flags.only) console.error(`No case that was run has "${flags.only}" in its name.`);
process.exitCode = rows.length === 0 || rows.some(({ outcome }) => outcome === 'failed') ? 1 : 0;

async function runOn({ version, program }: NodeProgram): Promise<Report> {
  const started = await machine.run(program, ['--eval', 'process.exit(42)'], START_MS);
  if (started !== 42) return { version, rows: [], problem: `not run, since ${machine.name} cannot start it` };
  const [file, worlds] = ['rows.jsonl', 'worlds'].map((name) => path.join(machine.folder, version, name)) as [
    string,
    string,
  ];
  mkdirSync(worlds, { recursive: true });
  writeFileSync(file, '');
  const seen: Row[] = [];
  const show = (row: Row) => {
    seen.push(row);
    const name = `${row.area}: ${row.name}`.padEnd(90);
    const verdict = [row.outcome, row.reason].filter(Boolean).join(': ');
    console.log(`Node.js ${version}  ${name}  ${row.seconds.toFixed(1).padStart(5)} s  ${verdict}`);
  };
  const words = [...[main, file, worlds].map(machine.toPath), flags.only];
  const exitCode = await follow(file, show, machine.run(program, words, PATIENCE_MS));
  const isWhole = exitCode === 0;
  if (!isWhole) show({ area: 'All', name: 'the cases come to their end', outcome: 'failed', seconds: 0 });
  return { version, rows: seen };
}
