import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock } from '../../../src/state/process-lock.ts';

/** Takes a lock again and again, and notes when it has it and when it gives it back. */
const [, , file = '', log = '', rounds = '1', pauseMs = '1'] = process.argv;
for (let round = 0; round < Number(rounds); round += 1) {
  const lock = await acquireLock(file);
  appendFileSync(log, `${process.pid} in\n`);
  await sleep(Number(pauseMs));
  appendFileSync(log, `${process.pid} out\n`);
  lock.release();
}
