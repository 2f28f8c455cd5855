import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BIN, run } from '../../support/binary.ts';
import { openProject } from '../../support/project.ts';

/** How many times the command is killed at a moment that nobody chose. More: EDIT_KILLS=300. */
const KILLS = Number(process.env['EDIT_KILLS'] ?? 8);
const NAMES = Array.from({ length: 40 }, (_, place) => `dir-${place % 5}/file-${place}.ts`);
const texts = (name: string) =>
  Object.fromEntries(NAMES.map((file) => [file, `// ${file}\nconst ${name} = 1;\n`]));

test('an edit of 40 files that is killed leaves all old or all new once a command was started again', async () => {
  const seen = { old: 0, new: 0, halfWritten: 0 };
  let longestMs = 100;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await using it = await openProject(texts('total'));
    const options = { env: it.environment, cwd: it.root, stdio: 'ignore' } as const;
    const child = spawn(
      process.execPath,
      [BIN, 'edit', 'Rename total to sum.', '**/*.ts', '--json'],
      options,
    );
    const exit = once(child, 'exit');
    const isRunning = () => child.exitCode === null && child.signalCode === null;
    // From the first mark on that files are about to be changed.
    const marks = path.join(it.environment['DEEPSEEK_STATE_DIR'] ?? '', 'changes', 'open');
    while (isRunning() && !(existsSync(marks) && readdirSync(marks).length > 0)) await sleep(1);
    const startedAt = performance.now();
    await Promise.race([sleep((longestMs * kill) / KILLS), exit]);
    child.kill('SIGKILL');
    await exit;
    if (child.signalCode === null) longestMs = performance.now() - startedAt;
    else longestMs *= 1.1;
    const found = NAMES.map((name) => it.read(name).includes('sum'));
    if (new Set(found).size > 1) seen.halfWritten += 1;
    await run(['chat', 'Hello.'], { environment: it.environment, cwd: it.root });
    const after = new Set(NAMES.map((name) => it.read(name).includes('sum')));
    expect(after.size).toBe(1);
    expect(it.list()).toEqual(NAMES.toSorted());
    seen[after.has(true) ? 'new' : 'old'] += 1;
  }
  if (process.env['EDIT_KILLS']) process.stderr.write(`${JSON.stringify(seen)}\n`);

  expect(seen.old + seen.new).toBe(KILLS);
}, 600_000);
