/** Writes a run, a piece every 10 ms, until it is killed or asked to stop. Usage: write.ts STATE_DIR [RUN_ID] */
import { setTimeout as sleep } from 'node:timers/promises';
import { end, openStore, start } from '../run-samples.ts';

const [stateDir = '', id] = process.argv.slice(2);
const store = openStore(stateDir);
const writer = id ? (await store.resume(id)).writer : await store.create(start());
process.stdout.write(`${writer.id}\n`);
let pieces = 0;
while (!writer.cancelRequested.aborted) {
  writer.append({ type: 'text-delta', text: `${pieces} ` });
  pieces += 1;
  process.stdout.write(`${pieces}\n`);
  await sleep(10);
}
process.stdout.write(`stopped ${writer.problem()?.message ?? 'as asked'}\n`);
await writer.end(end({ status: 'incomplete' }));
