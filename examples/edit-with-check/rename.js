import { execFileSync } from 'node:child_process';

const COMMAND = '../../dist/bin.js';
const env = { ...process.env, DEEPSEEK_CHECK_TEST: 'npm test' };
const deepseek = (...words) => execFileSync(process.execPath, [COMMAND, ...words], { env, encoding: 'utf8' });

// Exit code 0: the edits were applied, and the check passed. Anything else is thrown here, and nothing was changed.
const result = JSON.parse(
  deepseek('edit', 'Rename total to cartTotal', 'src/*.js', '--check', 'test', '--json'),
);
const { edited, check, run_id: id } = result.receipt;
for (const { path, added, removed } of edited) console.log(`${path}: +${added} -${removed}`);
console.log(`The check "${check.name}" passed. To undo: node ${COMMAND} runs undo ${id}`);
