import type { Cell } from '../comparison.ts';
import type { Contender, Installed, Job } from '../contender.ts';
import { commandOf, openSession, type Called, type Session } from '../session.ts';
import type { Command } from '../../support/server.ts';
import type { Script } from '../upstream/script.ts';
import { startScriptedUpstream, type ScriptedUpstream } from '../upstream/upstream.ts';
import { makeWorld, type World } from '../world.ts';

/** A program that is there. */
export interface Ready extends Contender {
  readonly installed: Installed;
}

/** One row of the comparison: how each program is tried. */
export interface Scenario {
  readonly measure: string;
  /** Undefined where it does not apply. */
  readonly run: (contender: Ready) => Promise<Cell | undefined>;
}

/** All that one trial needs. */
export interface Stage extends AsyncDisposable {
  readonly world: World;
  readonly upstream: ScriptedUpstream;
  readonly command: Command;
  readonly session: Session;
}

export async function openStage(
  contender: Ready,
  script: Script,
  prepare?: (world: World) => Promise<void>,
): Promise<Stage> {
  const world = await makeWorld();
  const upstream = await startScriptedUpstream(script);
  const dispose = async () => {
    await upstream[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  };
  try {
    await prepare?.(world);
    await contender.installed.prepare?.(world, upstream.url);
    const command = commandOf(contender.installed, world, upstream.url);
    const session = await openSession(contender, command);
    return {
      world,
      upstream,
      command,
      session,
      async [Symbol.asyncDispose]() {
        await session[Symbol.asyncDispose]();
        await dispose();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** A job from its start to its end. */
export async function play(
  contender: Ready,
  toJob: (world: World) => Job,
  prepare?: (world: World) => Promise<void>,
): Promise<Stage & { called: Called }> {
  let job: Job | undefined;
  const stage = await openStage(contender, (asked) => job?.script(asked) ?? {}, prepare);
  job = toJob(stage.world);
  return { ...stage, called: await stage.session.ask(job.task) };
}

export const UNABLE: Cell = { text: '–' };

export function count(value: number, unit = ''): Cell {
  const rank = value < 100 ? Number(value.toPrecision(3)) : Math.round(value);
  const text = rank.toLocaleString('en-US');
  return { text: unit ? `${text} ${unit}` : text, rank };
}
