import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundled } from '../../support/bundle.ts';
import { folder } from '../../support/files.ts';
import { until } from '../../support/until.ts';

const PROGRAM = new URL('./lock-in-process.ts', import.meta.url);

function startHolder(file: string, log: string, rounds: number, pauseMs: number): ChildProcess {
  const args = [bundled(PROGRAM), file, log, String(rounds), String(pauseMs)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

test('several processes never have it at once, also when they are killed with it', async () => {
  const place = folder();
  const [file, log] = [path.join(place, 'a.lock'), path.join(place, 'log')];
  writeFileSync(log, '');
  const victims = [1, 2].map(() => startHolder(file, log, 1_000, 5));
  for (const victim of victims) {
    const before = readFileSync(log, 'utf8').length;
    await until('the lock goes round', () => readFileSync(log, 'utf8').length > before + 80, 20_000);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
  }
  const last = [1, 2].map(() => startHolder(file, log, 10, 1));
  await Promise.all(last.map((child) => once(child, 'exit')));

  // Who is in comes out before the next comes in, but for those who were killed.
  const killed = new Set(victims.map(({ pid }) => String(pid)));
  let inside: string | undefined;
  const wrong: string[] = [];
  for (const line of readFileSync(log, 'utf8').trim().split('\n')) {
    const [pid = '', what] = line.split(' ');
    const isRight = what === 'in' ? inside === undefined || killed.has(inside) : inside === pid;
    if (!isRight) wrong.push(line);
    inside = what === 'in' ? pid : undefined;
  }
  expect(wrong).toEqual([]);
  expect(last.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  // Of a process that was killed while it asked, its question may be left.
  expect(readdirSync(place).filter((name) => !/^\.[\w-]+\.tmp$/.test(name))).toEqual(['log']);
});
