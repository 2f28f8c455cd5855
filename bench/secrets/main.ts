import { readFlags, stop } from '../support/flags.ts';
import { makeCorpus, type Sample } from './corpus.ts';
import { gitleaks, secretlint } from './detectors.ts';
import { ours, type Detector } from './ours.ts';
import { measurePackages, measureSpeed } from './packages.ts';

// How many files with a secret are missed, and how many without are refused: beside secretlint and gitleaks, in one run.

const MAX_MISSED = 0.05;
const MAX_REFUSED = 0.03;
const MAX_OF_PACKAGES = 0.001;
const MIN_MEGABYTES_PER_SECOND = 50;

const USAGE = `npm run bench:secrets -- [--seed NUMBER] [--alone]
  --seed    of the drawn files, 1 unless given
  --alone   without secretlint and gitleaks`;

const flags = readFlags(USAGE, {
  seed: { type: 'string', default: '1' },
  alone: { type: 'boolean', default: false },
});
if (!/^\d+$/.test(flags.seed)) stop(`--seed must be a whole number, got "${flags.seed}".`);
const detectors: Readonly<Record<string, Detector>> = flags.alone ? { ours } : { ours, secretlint, gitleaks };
const { withSecret, ordinary } = makeCorpus(Number(flags.seed));

const misses = await countByKind(withSecret, false);
const alarms = await countByKind(ordinary, true);
print('missed, of files with a secret', withSecret, misses);
print('refused, of ordinary files', ordinary, alarms);

const packages = measurePackages();
console.log(`\nnode_modules: ${packages.refused.length} of ${packages.files} files refused`);
for (const file of packages.refused) console.log(`  ${file}`);
const { code, lines } = measureSpeed();
console.log(
  `\nspeed: ${code.toFixed(0)} MB/s of code; 2 MB in one line, as a share of the time for 2 MB of code:`,
);
for (const [content, ratio] of Object.entries(lines)) console.log(`  ${content}: ${ratio.toFixed(2)}`);

const holds =
  sum(misses, 'ours') <= MAX_MISSED * withSecret.length &&
  sum(alarms, 'ours') <= MAX_REFUSED * ordinary.length &&
  packages.refused.length <= MAX_OF_PACKAGES * packages.files &&
  code >= MIN_MEGABYTES_PER_SECOND;
if (!holds) process.exitCode = 1;

type Counts = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** @param counted - What a detector said of the files that are counted. */
async function countByKind(samples: readonly Sample[], counted: boolean): Promise<Counts> {
  const counts = new Map<string, Record<string, number>>();
  for (const [name, detect] of Object.entries(detectors)) {
    const refused = await detect(samples.map(({ file }) => file));
    for (const [index, { kind }] of samples.entries()) {
      const row = counts.get(kind) ?? {};
      row[name] = (row[name] ?? 0) + Number(refused[index] === counted);
      counts.set(kind, row);
    }
  }
  return counts;
}

function sum(counts: Counts, detector: string): number {
  return [...counts.values()].reduce((total, row) => total + (row[detector] ?? 0), 0);
}

function line(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, index) => (index === 0 ? String(cell).padEnd(34) : String(cell).padStart(16)))
    .join('');
}

function print(title: string, samples: readonly Sample[], counts: Counts): void {
  const names = Object.keys(detectors);
  console.log(`\n${line([title, 'files', ...names])}`);
  for (const [kind, row] of counts) {
    const files = samples.filter((sample) => sample.kind === kind).length;
    console.log(line([kind, files, ...names.map((name) => row[name] ?? 0)]));
  }
  const total = names.map(
    (name) => `${sum(counts, name)} (${((100 * sum(counts, name)) / samples.length).toFixed(1)} %)`,
  );
  console.log(line(['all', samples.length, ...total]));
}
