/** Tries to resume a run when its stdin says so, and holds it until stdin ends. Usage: resume.ts STATE_DIR RUN_ID */
import { once } from 'node:events';
import { openStore } from '../run-samples.ts';

const [stateDir = '', id = ''] = process.argv.slice(2);
const store = openStore(stateDir);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
try {
  const { writer, snapshot } = await store.resume(id);
  writer.append({ type: 'text-delta', text: `+${process.pid}` });
  process.stdout.write(`won ${snapshot.answer.text}\n`);
} catch (error) {
  process.stdout.write(`lost ${(error as Error).message}\n`);
}
await once(process.stdin, 'end');
process.exit();
