/** Run by save-race.test.ts in a process of its own, to be killed while it writes. */
import { planSave } from '../../../src/workspace/save/save.ts';

const plan = await planSave('a.md', { roots: [process.argv[2] ?? ''], overwrite: true });
const text = 'x'.repeat(200_000_000);
process.stdout.write('writing\n');
await plan.write(text);
