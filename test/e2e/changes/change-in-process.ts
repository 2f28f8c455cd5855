import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { openChange } from '../../../src/workspace/changes/change.ts';
import { undoChange } from '../../../src/workspace/changes/undo.ts';
import { toWrites, type Texts } from '../../support/change-world.ts';

interface Task {
  readonly stateDir: string;
  readonly root: string;
  readonly texts: Texts;
  /** `check`: what is written waits for a check that never ends. */
  readonly action: 'write' | 'check' | 'undo';
  /** Which operation on the file system the process does not live to see; undefined where somebody else kills it. */
  readonly killAt?: number | undefined;
}

/** What changes something on the disk. */
const OPERATIONS = [
  'open',
  'rename',
  'link',
  'rm',
  'rmdir',
  'mkdir',
  'unlink',
  'writeFile',
  'appendFile',
  'truncate',
] as const;

function killAt(operation: number): void {
  let count = 0;
  const counted = <Given extends unknown[], Result>(original: (...given: Given) => Result) => {
    return (...given: Given): Result => {
      count += 1;
      if (count === operation) process.kill(process.pid, 'SIGKILL');
      return original(...given);
    };
  };
  for (const name of OPERATIONS) {
    Object.assign(fs.promises, { [name]: counted(fs.promises[name] as (...given: unknown[]) => unknown) });
    Object.assign(fs, { [`${name}Sync`]: counted(fs[`${name}Sync`] as (...given: unknown[]) => unknown) });
  }
  syncBuiltinESMExports();
}

const { stateDir, root, texts, action, killAt: operation } = JSON.parse(process.argv[2] ?? '') as Task;
const options = { stateDir, roots: [root], id: 'r_1' };
const writes = action === 'undo' ? [] : await toWrites(root, texts);
if (operation !== undefined) killAt(operation);
process.stdout.write('ready\n');
if (action === 'undo') await undoChange(options);
else {
  const change = await openChange({ ...options, isTentative: action === 'check' });
  await change.write(writes);
  process.stdout.write('written\n');
  if (action === 'check') setInterval(() => undefined, 1_000);
  else await change[Symbol.asyncDispose]();
}
process.stdout.write('done\n');
