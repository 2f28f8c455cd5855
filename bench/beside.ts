import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { measureCpu } from './measures/commands.ts';
import { startDeltaUpstream } from './measures/deltas.ts';
import { timeFanOut } from './measures/fan-out.ts';
import { residentMegabytes } from './measures/memory.ts';
import { ours, temporaryFolder } from './support/environment.ts';
import { readFlags, stop } from './support/flags.ts';
import { formatTable } from './support/report.ts';
import type { Row } from './support/row.ts';
import { startServer, type Command, type Server } from './support/server.ts';
import { median, percentile, spread } from './support/statistics.ts';
import { startUpstream } from './support/upstream.ts';

const USAGE = `npm run bench:beside -- --other FOLDER
  Measures this build and that of another checkout in turns, so that both meet the same machine.
  --other   the other checkout, with its dist/`;

const SHORT = { prompt: 'Say hello in 20 words.' };
const STARTS = 15;
const CALLS = 400;
const CALLS_FOR_MEMORY = 2_000;
const AT_ONCE = 200;
const FILES = 1_000;
const ROUNDS = 3;

type Name = 'other' | 'ours';
const NAMES = ['other', 'ours'] as const;

const { other } = readFlags(USAGE, { other: { type: 'string' } });
if (other === undefined) stop(USAGE);
const otherBin = path.resolve(other, 'dist/bin.js');

await using folder = await temporaryFolder();
for (const name of NAMES) await mkdir(path.join(folder.path, name));

/** A command of one of the two builds, with a home folder of its own. */
function commandOf(name: Name, url: string, extra: Record<string, string> = {}): Command {
  const command = ours(url, path.join(folder.path, name), extra);
  return name === 'ours' ? command : { ...command, args: [otherBin] };
}

/** Measures both in turns, so many times. */
async function inTurns(
  row: Pick<Row, 'measure' | 'unit'>,
  times: number,
  measureOne: (name: Name, time: number) => Promise<number>,
): Promise<Row> {
  const values: Record<Name, number[]> = { other: [], ours: [] };
  for (let time = 0; time < times; time += 1) {
    for (const name of NAMES) values[name].push(await measureOne(name, time));
  }
  const reference = { name: 'the other', value: median(values.other) };
  return { ...row, value: median(values.ours), spread: spread(values.ours), reference };
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

function call(server: Server, args: object = SHORT) {
  return server.request('tools/call', { name: 'deepseek_chat', arguments: args });
}

async function measureStarts(url: string): Promise<Row[]> {
  return [
    await inTurns({ measure: 'start to the reply to initialize', unit: 'ms' }, STARTS, async (name) => {
      await using server = await startServer(commandOf(name, url));
      return server.openedAfterMs;
    }),
    await inTurns({ measure: 'start to the reply to a first call', unit: 'ms' }, STARTS, (name) =>
      timed(async () => {
        await using server = await startServer(commandOf(name, url));
        await call(server);
      }),
    ),
  ];
}

async function measureCommands(url: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const words of [['--version'], ['--help'], ['chat', SHORT.prompt]]) {
    const row = { measure: words[0] ?? '', unit: 'ms of CPU' };
    rows.push(
      await inTurns(row, ROUNDS, async (name) => {
        const command = commandOf(name, url);
        return measureCpu({ ...command, args: [...command.args, ...words] });
      }),
    );
  }
  return rows;
}

async function measureCalls(url: string): Promise<Row[]> {
  await using one = await startServer(commandOf('other', url));
  await using two = await startServer(commandOf('ours', url));
  const servers = { other: one, ours: two };
  const many = async (server: Server) => {
    for (let count = 0; count < CALLS_FOR_MEMORY / 10; count += 1) await call(server);
  };
  return [
    await inTurns({ measure: 'a call', unit: 'ms' }, CALLS, (name) => timed(() => call(servers[name]))),
    await inTurns({ measure: `memory after ${CALLS_FOR_MEMORY} calls`, unit: 'MB' }, 1, async (name) => {
      await Promise.all(Array.from({ length: 10 }, () => many(servers[name])));
      return residentMegabytes(servers[name]);
    }),
  ];
}

async function measureDeltas(): Promise<Row[]> {
  await using upstream = await startDeltaUpstream();
  const rows: Row[] = [];
  for (const count of [10_000, 300_000]) {
    const row = { measure: `a delta of ${count.toLocaleString('en-US')}`, unit: 'µs' };
    rows.push(
      await inTurns(row, ROUNDS, async (name) => {
        await using server = await startServer(
          commandOf(name, upstream.url, { DEEPSEEK_WAIT_SECONDS: '600' }),
        );
        upstream.setCount(1000);
        await call(server);
        upstream.setCount(count);
        return ((await timed(() => call(server))) / count) * 1000;
      }),
    );
  }
  return rows;
}

async function measureAtOnce(): Promise<Row> {
  await using upstream = await startUpstream(['--ttft', '500', '--tps', '60']);
  return await inTurns(
    { measure: `p99 latency, ${AT_ONCE} concurrent calls`, unit: 'ms' },
    ROUNDS,
    async (name) => {
      await using server = await startServer(commandOf(name, upstream.url));
      await call(server);
      const ask = () => timed(() => call(server, { prompt: 'Explain it in 60 words.' }));
      return percentile(await Promise.all(Array.from({ length: AT_ONCE }, ask)), 0.99);
    },
  );
}

async function measureFanOut(): Promise<Row> {
  await using upstream = await startUpstream(['--ttft', '30']);
  return await inTurns(
    { measure: `a file of a fan-out over ${FILES}`, unit: 'ms' },
    ROUNDS,
    async (name, time) => {
      const project = path.join(folder.path, `${name}-${time}`);
      return (await timeFanOut(project, FILES, (extra) => commandOf(name, upstream.url, extra))) / FILES;
    },
  );
}

await using upstream = await startUpstream();
console.log(
  formatTable([
    ...(await measureStarts(upstream.url)),
    ...(await measureCommands(upstream.url)),
    ...(await measureCalls(upstream.url)),
    ...(await measureDeltas()),
    await measureAtOnce(),
    await measureFanOut(),
  ]),
);
