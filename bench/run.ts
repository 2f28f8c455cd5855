import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, totalmem } from 'node:os';
import { drawChart } from './chart.ts';
import { renderComparison, replaceMeasured } from './peers/render.ts';
import type { Comparison } from './peers/comparison.ts';
import { readFlags, requireKnown } from './support/flags.ts';
import { formatTable, toMarkdown, type Machine } from './support/report.ts';
import { holds, type Row } from './support/row.ts';

/** All of them together take more than a second to load. */
const MEASURES: Readonly<Record<string, () => Promise<Row[]>>> = {
  'cold-start': async () => (await import('./measures/cold-start.ts')).measureColdStart(),
  commands: async () => (await import('./measures/commands.ts')).measureCommands(),
  sizes: async () => (await import('./measures/sizes.ts')).measureSizes(),
  install: async () => (await import('./measures/install.ts')).measureInstall(),
  memory: async () => (await import('./measures/memory.ts')).measureMemory(),
  'many-runs': async () => (await import('./measures/many-runs.ts')).measureManyRuns(),
  dashboard: async () => (await import('./measures/dashboard.ts')).measureDashboard(),
  latency: async () => (await import('./measures/latency.ts')).measureLatency(),
  'first-delta': async () => (await import('./measures/first-delta.ts')).measureFirstDelta(),
  deltas: async () => (await import('./measures/deltas.ts')).measureDeltas(),
  concurrency: async () => (await import('./measures/concurrency.ts')).measureConcurrency(),
  'fan-out': async () => (await import('./measures/fan-out.ts')).measureFanOut(),
  glob: async () => (await import('./measures/glob.ts')).measureGlob(),
  search: async () => (await import('./measures/search.ts')).measureSearch(),
  context: async () => (await import('./measures/context.ts')).measureContext(),
};

const PEERS = 'peers';
const KNOWN = [...Object.keys(MEASURES), PEERS];
const USAGE = `npm run bench -- [--only MEASURE]… [--peers] [--write]
  --only    one measure, also several times: ${KNOWN.join(', ')}
  --peers   measures other tools, too
  --write   puts what was measured into docs/`;

const flags = readFlags(USAGE, {
  only: { type: 'string', multiple: true },
  peers: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
});
requireKnown('measure', flags.only ?? [], KNOWN);

const BENCHMARK = 'docs/benchmark.json';
const COMPARISON = 'docs/comparison.md';

/** What docs/benchmark.json holds. */
interface Recorded {
  readonly machine: Machine;
  readonly rows: readonly Row[];
  readonly peers?: Comparison;
}

const rows: Row[] = [];
const names = flags.only ?? Object.keys(MEASURES);
for (const name of names.filter((one) => one !== PEERS)) {
  process.stderr.write(`${name} …\n`);
  rows.push(...((await MEASURES[name]?.()) ?? []));
}
const machine: Machine = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  platform: `${process.platform} ${arch()}`,
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
};
const peers =
  flags.peers || names.includes(PEERS)
    ? { machine: { ...machine }, ...(await (await import('./peers/measure.ts')).measurePeers()) }
    : undefined;

if (rows.length > 0) console.log(formatTable(rows));
if (peers) console.log(renderComparison(peers));
if (flags.write) await write();
if (rows.some((row) => holds(row) === false)) process.exitCode = 1;

/** What was not measured this time keeps its place in the record. */
async function write(): Promise<void> {
  const before = JSON.parse(await readFile(BENCHMARK, 'utf8')) as Recorded;
  const after: Recorded = {
    ...(flags.only ? { machine: before.machine, rows: merge(before.rows, rows) } : { machine, rows }),
    ...((peers ?? before.peers) && { peers: peers ?? before.peers }),
  };
  await writeFile(BENCHMARK, `${JSON.stringify(after, null, 2)}\n`);
  await writeFile('docs/benchmark.svg', drawChart(after.rows, after.machine));
  await writeFile('docs/benchmark.md', toMarkdown(after.rows, after.machine));
  if (!peers) return;
  const page = await readFile(COMPARISON, 'utf8');
  await writeFile(COMPARISON, replaceMeasured(page, renderComparison(peers)));
}

function key({ measure, reference }: Row): string {
  return `${measure} / ${reference?.name ?? ''}`;
}

function merge(before: readonly Row[], now: readonly Row[]): Row[] {
  const found = new Map(now.map((row) => [key(row), row]));
  const known = new Set(before.map(key));
  return [...before.map((row) => found.get(key(row)) ?? row), ...now.filter((row) => !known.has(key(row)))];
}
