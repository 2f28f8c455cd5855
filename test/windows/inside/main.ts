import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { NotShown, type Case, type Row } from './case.ts';
import { check } from './cases/check.ts';
import { edits } from './cases/edits.ts';
import { files } from './cases/files.ts';
import { install } from './cases/install.ts';
import { runs } from './cases/runs.ts';
import { saving } from './cases/saving.ts';
import { secrets } from './cases/secrets.ts';
import { server } from './cases/server.ts';
import { start } from './cases/start.ts';
import { walls } from './cases/walls.ts';
import { openWorld } from './world.ts';

// Runs with Node.js for Windows. In wine, no pipe of Linux reaches it: the report goes to a file.

const [reportFile = '', worldsFolder = '', only = ''] = process.argv.slice(2);
const PATIENCE_MS = 120_000;
const CASES: readonly Case[] = [
  ...start,
  ...server,
  ...files,
  ...walls,
  ...secrets,
  ...saving,
  ...edits,
  ...check,
  ...runs,
  ...install,
].filter(({ area, name }) => `${area} ${name}`.toLowerCase().includes(only.toLowerCase()));

for (const [number, one] of CASES.entries()) {
  const startedAt = performance.now();
  const outcome = await play(one, path.join(worldsFolder, String(number)));
  const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(1));
  const row: Row = { area: one.area, name: one.name, ...outcome, seconds };
  appendFileSync(reportFile, `${JSON.stringify(row)}\n`);
}
// A case that failed may have left a server behind, whose pipes would keep this process.
process.exit(0);

async function play({ run }: Case, folder: string): Promise<Pick<Row, 'outcome' | 'reason'>> {
  const world = openWorld(folder);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    await Promise.race([run(world), late]);
    return { outcome: 'passed' };
  } catch (error) {
    if (error instanceof NotShown) return { outcome: 'not shown', reason: error.message };
    return {
      outcome: 'failed',
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  } finally {
    clearTimeout(timer);
    await world[Symbol.asyncDispose]();
  }
}
