import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { run, start } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { openProject } from '../../support/project.ts';
import { until } from '../../support/until.ts';

/** How many times the command is killed while it writes. More: EDIT_KILLS=300. */
const KILLS = Number(process.env['EDIT_KILLS'] ?? 4);
const NAMES = Array.from({ length: 40 }, (_, place) => `dir-${place % 5}/file-${place}.ts`);
const texts = (name: string) =>
  Object.fromEntries(NAMES.map((file) => [file, `// ${file}\nconst ${name} = 1;\n`]));

test('an edit of 40 files that is killed leaves all old or all new once a command was started again', async () => {
  const seen = { old: 0, new: 0, halfWritten: 0 };
  for (let kill = 0; kill < KILLS; kill += 1) {
    await using it = await openProject(texts('total'));
    const { environment, root: cwd } = it;
    const child = start(['edit', 'Rename total to sum.', '**/*.ts', '--json'], { environment, cwd });
    child.stdin.end();
    const exit = once(child, 'exit');
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
    const isNew = (name: string) => it.read(name).includes('sum');
    // First at the mark that files are about to be changed, then after some of them.
    const marks = path.join(environment['DEEPSEEK_STATE_DIR'] ?? '', 'changes', 'open');
    await until('the mark', () => hasEnded() || (existsSync(marks) && readdirSync(marks).length > 0));
    const last = NAMES[Math.floor((NAMES.length * kill) / KILLS)] ?? '';
    const isWritten = () => kill === 0 || isNew(last);
    while (!hasEnded() && !isWritten()) await setImmediate();
    child.kill('SIGKILL');
    await exit;
    if (new Set(NAMES.map(isNew)).size > 1) seen.halfWritten += 1;
    const startAgain = kill === 0 ? run : runInMemory;
    await startAgain(['chat', 'Hello.'], { environment });
    const after = new Set(NAMES.map(isNew));
    expect(after.size).toBe(1);
    expect(it.list()).toEqual(NAMES.toSorted());
    seen[after.has(true) ? 'new' : 'old'] += 1;
  }
  if (process.env['EDIT_KILLS']) process.stderr.write(`${JSON.stringify(seen)}\n`);

  expect(seen.old + seen.new).toBe(KILLS);
}, 600_000);
