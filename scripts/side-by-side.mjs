// Runs some scripts of package.json beside each other, since most use one processor only. What each prints comes as a
// whole, when it is over. All are run to their end, so that one run shows all that is wrong.
import { exec } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
const results = await Promise.all(process.argv.slice(2).map(run));
const failed = results.filter(({ error }) => error).map(({ name }) => name);
if (failed.length > 0) {
  process.stdout.write(`\nFailed: ${failed.join(', ')}. To run one alone: npm run ${failed[0]}\n`);
  process.exitCode = 1;
}

/** npm has put the programs of the dependencies into the PATH. */
function run(name) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    exec(scripts[name], { maxBuffer: Infinity }, (error, stdout, stderr) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const title = `${error ? 'FAILED' : 'passed'}: ${name} (${scripts[name]}), ${seconds} s`;
      process.stdout.write(error ? `\n${title}\n${stdout}${stderr}\n` : `${title}\n`);
      resolve({ name, error });
    });
  });
}
