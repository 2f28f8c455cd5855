import { access } from 'node:fs/promises';
import type { Cell, ComparedRow, Comparison } from './comparison.ts';
import type { Contender } from './contender.ts';
import { claudeCode } from './contenders/claude-code.ts';
import { completionServers } from './contenders/completion-servers.ts';
import { dsh } from './contenders/dsh.ts';
import { oracle } from './contenders/oracle.ts';
import { ours } from './contenders/ours.ts';
import { FAULT_SCENARIOS } from './scenarios/faults.ts';
import { FILE_SCENARIOS } from './scenarios/files.ts';
import type { Ready, Scenario } from './scenarios/scenario.ts';
import { KILLED_CHANGE } from './scenarios/killed-change.ts';
import { measureCalls, measureStarts, SIZE_SCENARIOS } from './scenarios/speed.ts';
import { STOP_SCENARIOS } from './scenarios/stopping.ts';
import { WORK_SCENARIOS } from './scenarios/work.ts';

const CONTENDERS: readonly Contender[] = [ours, oracle, dsh, claudeCode, ...completionServers];
/** Programs at once, where nothing is timed to the millisecond. */
const AT_ONCE = 4;

/** Installs the peers, asks all the same, and says what each did; none of them is a dependency of this project. */
export async function measurePeers(): Promise<Omit<Comparison, 'machine'>> {
  const tried = await Promise.all(CONTENDERS.map(install));
  const ready = tried.filter((contender) => 'installed' in contender);
  const absent = tried.filter((contender) => 'why' in contender);
  for (const { name, why } of absent) process.stderr.write(`${name} is not there: ${why}\n`);
  const rows: ComparedRow[] = [
    await measureStarts(ready),
    await measureCalls(ready),
    ...(await playAll(SIZE_SCENARIOS, ready, 1)),
    ...(await playAll(FAULT_SCENARIOS, ready, AT_ONCE)),
    ...(await playAll(STOP_SCENARIOS, ready, 2)),
    ...(await playAll(FILE_SCENARIOS, ready, AT_ONCE)),
    ...(await playAll([...WORK_SCENARIOS, KILLED_CHANGE], ready, 1)),
  ];
  return { contenders: ready.map(({ name, version, kind }) => ({ name, version, kind })), absent, rows };
}

async function install(
  contender: Contender,
): Promise<Ready | { name: string; version: string; why: string }> {
  const { name, version } = contender;
  try {
    const installed = await contender.install();
    await access(installed.command);
    return { ...contender, installed };
  } catch (error) {
    return { name, version, why: reasonOf(error) };
  }
}

async function playAll(
  scenarios: readonly Scenario[],
  ready: readonly Ready[],
  atOnce: number,
): Promise<ComparedRow[]> {
  const trials = scenarios.flatMap((scenario) => ready.map((contender) => ({ scenario, contender })));
  const cells = new Map<string, Record<string, Cell>>(scenarios.map(({ measure }) => [measure, {}]));
  const waiting = trials.values();
  const worker = async () => {
    for (const { scenario, contender } of waiting) {
      const cell = await tryOne(scenario, contender);
      const row = cells.get(scenario.measure);
      if (cell && row) row[contender.name] = cell;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return scenarios.map(({ measure }) => ({ measure, cells: inOrder(cells.get(measure) ?? {}, ready) }));
}

/** A program that cannot be measured in one respect is in the others. */
async function tryOne({ measure, run }: Scenario, contender: Ready): Promise<Cell | undefined> {
  try {
    const cell = await run(contender);
    process.stderr.write(`${contender.name} · ${measure}: ${cell?.text ?? '–'}\n`);
    return cell;
  } catch (error) {
    process.stderr.write(`${contender.name} · ${measure}: not measured: ${firstLine(error)}\n`);
    return { text: 'not measured' };
  }
}

function inOrder(cells: Readonly<Record<string, Cell>>, ready: readonly Ready[]): Record<string, Cell> {
  return Object.fromEntries(ready.flatMap(({ name }) => (cells[name] ? [[name, cells[name]]] : [])));
}

/** npm's code, since the rest of its message is about this machine. */
function reasonOf(error: unknown): string {
  const { stderr } = error as { stderr?: string };
  const code = /npm error code (\w+)/.exec(stderr ?? '')?.[1];
  return code ? `npm: ${code}` : firstLine(error);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? '';
}
