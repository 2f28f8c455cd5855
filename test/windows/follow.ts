import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from './inside/case.ts';

const POLL_MS = 250;

/** Shows each line of a growing report once it is there. @returns What `ended` resolves to, after the last line. */
export async function follow<T>(file: string, show: (row: Row) => void, ended: Promise<T>): Promise<T> {
  let seen = 0;
  const showNew = () => {
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(seen)) show(JSON.parse(line) as Row);
    seen = lines.length;
  };
  for (let isOver = false; !isOver;) {
    isOver = await Promise.race([ended.then(() => true), sleep(POLL_MS, false)]);
    showNew();
  }
  return ended;
}
