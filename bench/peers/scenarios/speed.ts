import { startServer } from '../../support/server.ts';
import { median } from '../../support/statistics.ts';
import type { Cell, ComparedRow } from '../comparison.ts';
import { commandOf, LIMIT_MS, settleWithin } from '../session.ts';
import { startScriptedUpstream } from '../upstream/upstream.ts';
import { makeWorld } from '../world.ts';
import { count, openStage, type Ready, type Scenario, type Stage } from './scenario.ts';

const STARTS = 7;
const CALLS = 100;
const WARM_UP = 20;
const PROMPT = 'Say hello.';
const TEXT = 'Hello from the scripted model.';

/** What is in the way before any work is done. */
export const SIZE_SCENARIOS: readonly Scenario[] = [
  {
    measure: 'tool definitions, bytes in the context of the caller',
    async run(contender) {
      if (contender.kind === 'agent') return { text: 'a command' };
      await using world = await makeWorld();
      await using upstream = await startScriptedUpstream(() => ({ text: TEXT }));
      await contender.installed.prepare?.(world, upstream.url);
      await using server = await startServer(commandOf(contender.installed, world, upstream.url));
      const listed = await settleWithin(LIMIT_MS, server.request('tools/list'));
      if (!listed) throw new Error('it lists no tools');
      const { tools } = listed;
      return count(Buffer.byteLength(JSON.stringify({ tools })));
    },
  },
  {
    measure: 'first request to the model, bytes',
    async run(contender) {
      await using stage = await openStage(contender, () => ({ text: TEXT }));
      await stage.session.ask(contender.answer(PROMPT));
      return count(Buffer.byteLength(stage.upstream.exchanges[0]?.body ?? ''));
    },
  },
  { measure: 'installed, bytes', run: async ({ installed }) => count(installed.bytes) },
];

/** One after the other, in turns, so that whatever else the machine does, it does to all. */
export async function measureStarts(contenders: readonly Ready[]): Promise<ComparedRow> {
  const times = new Map<Ready, number[]>(contenders.map((contender) => [contender, []]));
  for (let time = 0; time < STARTS; time += 1) {
    for (const [contender, values] of times) {
      await orLeaveOut(times, contender, async () => values.push(await timeStart(contender)));
    }
  }
  return toRow('start, or the whole run of an agent', times);
}

/** A program that fails costs its own cell, and no other. */
async function orLeaveOut<T>(all: Map<Ready, T>, contender: Ready, measure: () => Promise<unknown>) {
  try {
    await measure();
  } catch (error) {
    process.stderr.write(`${contender.name} is left out: ${String(error).slice(0, 200)}\n`);
    all.delete(contender);
  }
}

async function timeStart(contender: Ready): Promise<number> {
  await using world = await makeWorld();
  await using upstream = await startScriptedUpstream(() => ({ text: TEXT }));
  await contender.installed.prepare?.(world, upstream.url);
  const command = commandOf(contender.installed, world, upstream.url);
  if (contender.kind === 'server') {
    await using server = await startServer(command);
    return server.openedAfterMs;
  }
  await using stage = await openStage(contender, () => ({ text: TEXT }));
  return (await stage.session.ask(contender.answer(PROMPT))).milliseconds;
}

/** Of servers: what a call takes, with a model that answers at once. */
export async function measureCalls(contenders: readonly Ready[]): Promise<ComparedRow> {
  const servers = contenders.filter(({ kind }) => kind === 'server');
  const times = new Map<Ready, number[]>(servers.map((contender) => [contender, []]));
  const stages = new Map<Ready, Stage>();
  try {
    for (const contender of servers) {
      const open = async () => stages.set(contender, await openStage(contender, () => ({ text: TEXT })));
      await orLeaveOut(times, contender, open);
    }
    for (let time = -WARM_UP; time < CALLS; time += 1) {
      for (const [contender, values] of times) {
        await orLeaveOut(times, contender, async () => {
          const milliseconds = await timeCall(contender, stages.get(contender));
          if (time >= 0) values.push(milliseconds);
        });
      }
    }
  } finally {
    for (const stage of stages.values()) await stage[Symbol.asyncDispose]();
  }
  return toRow('a call, with a model that answers at once', times);
}

/** An error is quick; it must not pass for an answer. */
async function timeCall(contender: Ready, stage: Stage | undefined): Promise<number> {
  const called = await stage?.session.ask(contender.answer(PROMPT));
  if (!called || called.isError || !called.isDone) throw new Error(called?.text);
  return called.milliseconds;
}

function toRow(measure: string, times: ReadonlyMap<Ready, readonly number[]>): ComparedRow {
  const cells = [...times].map(([{ name, kind }, values]): [string, Cell] => {
    const cell = count(median(values), 'ms');
    // A whole run has no counterpart here.
    return [name, kind === 'agent' ? { text: `${cell.text} for a whole run` } : cell];
  });
  return { measure, cells: Object.fromEntries(cells) };
}
