import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bare, ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import type { Command } from '../support/server.ts';
import { median, spread } from '../support/statistics.ts';
import { startUpstream } from '../support/upstream.ts';

const ROUNDS = 5;
/** The shell counts in hundredths of a second. */
const RUNS_A_ROUND = 10;
const PROMPT = 'Say hello in 20 words.';

type Reference = NonNullable<Row['reference']>;

const execute = promisify(execFile);

/** The CPU time of whole commands, beside scripts that do no more than has to be done. */
export async function measureCommands(): Promise<Row[]> {
  if (process.platform === 'win32') return [];
  await using upstream = await startUpstream();
  await using folder = await temporaryFolder();
  const command = ours(upstream.url, folder.path);
  const commands = {
    nothing: bare('nothing'),
    version: withWords(command, '--version'),
    help: withWords(command, '--help'),
    bareChat: withWords(bare('chat', upstream.url), PROMPT),
    chat: withWords(command, 'chat', PROMPT),
  };
  const names = Object.keys(commands) as (keyof typeof commands)[];
  const cpuMs = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    keyof typeof commands,
    number[]
  >;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) cpuMs[name].push(await measureCpu(commands[name]));
  }
  const node = { name: 'bare Node process', value: median(cpuMs.nothing) };
  const reading = { name: 'bare script that reads the stream', value: median(cpuMs.bareChat) };
  return [
    toRow('--version', cpuMs.version, node, 1.6),
    toRow('--help', cpuMs.help, node, 1.6),
    toRow('chat', cpuMs.chat, reading, 2.5),
  ];
}

function toRow(measure: string, values: number[], reference: Reference, most: number): Row {
  const bound = { of: 'ratio', most } as const;
  return { measure, value: median(values), unit: 'ms of CPU', spread: spread(values), reference, bound };
}

function withWords(command: Command, ...words: string[]): Command {
  return { ...command, args: [...command.args, ...words] };
}

/** Milliseconds of CPU of one run, user and system, as the shell counts them for its children. */
export async function measureCpu({ command, args, env }: Command): Promise<number> {
  const runs = `"$@" </dev/null >/dev/null 2>&1; `.repeat(RUNS_A_ROUND);
  const { stdout } = await execute('sh', ['-c', `${runs} times`, 'sh', command, ...args], {
    env: { PATH: process.env['PATH'], ...env },
  });
  // The second line is for the children: 0m1.230000s 0m0.120000s
  const times = stdout.split('\n')[1]?.matchAll(/(\d+)m([\d.]+)s/g) ?? [];
  const seconds = [...times].reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  return (seconds * 1000) / RUNS_A_ROUND;
}
