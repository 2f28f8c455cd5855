import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WORST } from '../comparison.ts';
import type { Job } from '../contender.ts';
import {
  changePaths,
  countChanged,
  FILES,
  FROM,
  moduleText,
  TO,
  writeFilesToChange,
} from './change-files.ts';
import { count, play, UNABLE, type Ready, type Scenario, type Stage } from './scenario.ts';

const FIX = { broken: '  return a - b;', wrong: '  return a * b;', right: '  return a + b;' };
const WORD = 'retryAfterMs';
const MODULES = 200;
const SOURCE = 'sum.mjs';
const PLACE = 'src/module-137.js';

/** One job is measured in several respects, and done once. */
interface Done {
  readonly bytesToCaller: number;
  readonly requests: number;
  readonly bytesUp: number;
  readonly isRight: boolean;
}

type Play = (contender: Ready) => Promise<Done | undefined>;

export const WORK_SCENARIOS: readonly Scenario[] = [
  ...rowsOf('12 files of 9,768 bytes changed, one line each', changeFiles),
  ...rowsOf('a failing check mended, at the second try', mendCheck),
  ...rowsOf('where a word occurs in 200 files', findWord),
];

function rowsOf(job: string, playJob: Play): Scenario[] {
  const played = new Map<string, Promise<Done | undefined>>();
  const once = (contender: Ready) => {
    const known = played.get(contender.name) ?? playJob(contender);
    played.set(contender.name, known);
    return known;
  };
  const row = (respect: string, pick: (done: Done) => number): Scenario => ({
    measure: `${job}: ${respect}`,
    async run(contender) {
      const done = await once(contender);
      if (!done) return UNABLE;
      return done.isRight ? count(pick(done)) : { text: 'not done', rank: WORST };
    },
  });
  return [
    row('bytes to the caller', ({ bytesToCaller }) => bytesToCaller),
    row('requests', ({ requests }) => requests),
    row('bytes sent to the model', ({ bytesUp }) => bytesUp),
  ];
}

async function measure(stage: Stage & { called: { text: string } }, isRight: boolean): Promise<Done> {
  const { exchanges } = stage.upstream;
  return {
    bytesToCaller: Buffer.byteLength(stage.called.text),
    requests: exchanges.length,
    bytesUp: exchanges.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
    isRight,
  };
}

async function changeFiles(contender: Ready): Promise<Done | undefined> {
  const { change } = contender;
  if (!change) return undefined;
  await using stage = await play(
    contender,
    (world) => change(changePaths(world), FROM, TO),
    writeFilesToChange,
  );
  return measure(stage, (await countChanged(stage.world)).changed === FILES);
}

async function mendCheck(contender: Ready): Promise<Done | undefined> {
  const { fix } = contender;
  if (!fix) return undefined;
  const text = `export function sum(a, b) {\n${FIX.broken}\n}\n`;
  const test = `import { sum } from './sum.mjs';\nif (sum(2, 3) !== 5) { console.error('sum(2, 3) is', sum(2, 3)); process.exit(1); }\n`;
  await using stage = await play(
    contender,
    (world): Job => fix(path.join(world.project, SOURCE), FIX),
    async (world) => {
      await writeFile(path.join(world.project, SOURCE), text);
      await writeFile(path.join(world.project, 'check.mjs'), test);
    },
  );
  const after = await readFile(path.join(stage.world.project, SOURCE), 'utf8');
  // The model must have been shown that its first change does not pass.
  const isTold = stage.upstream.exchanges.some(({ body }) => body.includes('sum(2, 3) is 6'));
  return measure(stage, isTold && after === text.replace(FIX.broken, FIX.right));
}

async function findWord(contender: Ready): Promise<Done | undefined> {
  const { find } = contender;
  if (!find) return undefined;
  await using stage = await play(
    contender,
    (world) => find(WORD, path.join(world.project, PLACE)),
    async (world) => {
      await mkdir(path.join(world.project, 'src'));
      for (let file = 0; file < MODULES; file += 1)
        await writeFile(path.join(world.project, 'src', `module-${file}.js`), moduleText(file, 2000));
      await writeFile(path.join(world.project, PLACE), `const wait = response.${WORD} ?? 0;\n`, {
        flag: 'a',
      });
    },
  );
  const isFound = stage.upstream.exchanges.at(-1)?.body.includes(`response.${WORD} ?? 0`) ?? false;
  return measure(stage, isFound && stage.called.text.includes('module-137.js'));
}
