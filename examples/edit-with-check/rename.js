import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// Your own project would be changed where it is; this one is changed in a copy, so that the checkout stays as it is.
const project = mkdtempSync(path.join(tmpdir(), 'edit-with-check-'));
cpSync(import.meta.dirname, project, { recursive: true });

const COMMAND = path.join(import.meta.dirname, '../../dist/bin.js');
const env = { ...process.env, DEEPSEEK_CHECK_TEST: 'npm test' };
const deepseek = (...words) =>
  execFileSync(process.execPath, [COMMAND, ...words], { cwd: project, env, encoding: 'utf8' });

// A call that fails, or a check that never passes, has another exit code than 0: it is thrown here, and no file was changed.
const { answer, receipt } = JSON.parse(
  deepseek('edit', 'Rename total to cartTotal', 'src/*.js', '--check', 'test', '--json'),
);
const { edited, check, run_id: id } = receipt;
if (edited?.length > 0) {
  for (const file of edited) console.log(`${file.path}: +${file.added} -${file.removed}`);
  console.log(`The check "${check.name}" passed. To undo: cd ${project} && node ${COMMAND} runs undo ${id}`);
} else {
  // Exit code 0, too: the answer is complete, and has no edits.
  console.log(`No file was changed. DeepSeek says: ${answer}`);
}
