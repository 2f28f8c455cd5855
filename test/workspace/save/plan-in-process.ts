/** Run by save.test.ts as a user of its own: prints why a target cannot be saved to. */
import { planSave } from '../../../src/workspace/save/save.ts';

const [root = '', target = ''] = process.argv.slice(2);
const message = await planSave(target, { roots: [root], overwrite: false }).then(
  () => 'it can',
  (error: unknown) => String(error),
);
process.stdout.write(message);
