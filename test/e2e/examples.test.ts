import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { BIN, run } from '../support/binary.ts';
import { codeBlocks } from '../support/documents.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runProgram, type Ran } from '../support/recipe-folder.ts';
import { sandboxEnvironment } from '../support/server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Example extends AsyncDisposable {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly environment: Record<string, string>;
  /** What its README says to type, without what the repository has installed. */
  readonly start: () => Promise<Ran>;
  /** The same once more, without npm. */
  readonly startAgain: () => Promise<Ran>;
  readonly read: (name: string) => Promise<string>;
}

/** A copy of the example where a checkout has it. */
async function openExample(name: string): Promise<Example> {
  const temporary = await temporaryFolder();
  const sandbox = await startSandbox();
  const folder = path.join(temporary.path, 'examples', name);
  await mkdir(path.dirname(folder));
  await cp(path.join(ROOT, 'examples', name), folder, { recursive: true });
  await symlink(path.dirname(BIN), path.join(temporary.path, 'dist'), 'junction');
  await symlink(path.join(ROOT, 'node_modules'), path.join(temporary.path, 'node_modules'), 'junction');
  const environment = sandboxEnvironment(sandbox, {
    HOME: temporary.path,
    TMPDIR: temporary.path,
    DEEPSEEK_STATE_DIR: path.join(temporary.path, 'state'),
  });
  const read = (file: string) => readFile(path.join(folder, file), 'utf8');
  return {
    folder,
    sandbox,
    environment,
    read,
    async start() {
      const [block = ''] = codeBlocks(await read('README.md'), 'sh');
      const commands = block.replace('npm install\n', '');
      expect(commands.trim()).toBe('npm start');
      return runProgram('sh', ['-eu', '-c', commands], { environment, cwd: folder });
    },
    async startAgain() {
      const { scripts } = JSON.parse(await read('package.json')) as { scripts: { start: string } };
      return runProgram('sh', ['-eu', '-c', scripts.start], { environment, cwd: folder });
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await temporary[Symbol.asyncDispose]();
    },
  };
}

test('every example is in the list, and has a test here', async () => {
  const entries = await readdir(path.join(ROOT, 'examples'), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const [list, tests] = await Promise.all([
    readFile(path.join(ROOT, 'examples/README.md'), 'utf8'),
    readFile(fileURLToPath(import.meta.url), 'utf8'),
  ]);

  expect(names).toHaveLength(3);
  for (const name of names) {
    expect(list).toContain(`](${name}/README.md)`);
    expect(tests).toContain(`openExample('${name}')`);
  }
});

test('translate-docs shows what it would send, translates each document once, and again only what is missing', async () => {
  await using it = await openExample('translate-docs');
  const first = await it.start();
  const sent = it.sandbox.exchanges.length;
  const second = await it.startAgain();

  expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('would send 2 requests') });
  expect(sent).toBe(2);
  expect(await readdir(path.join(it.folder, 'de'))).toEqual(['guide.md', 'setup.md']);
  expect(JSON.stringify(it.sandbox.exchanges[0]?.body)).toContain('receipt = Beleg');
  expect(second.exitCode).toBe(0);
  expect(it.sandbox.exchanges).toHaveLength(sent);
});

test('edit-with-check changes code and test in a copy each time, and its last line says how to undo that', async () => {
  await using it = await openExample('edit-with-check');
  const before = await it.read('src/cart.js');
  const played = [await it.start(), await it.startAgain()];

  for (const { stdout, stderr, exitCode } of played) {
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/src\/cart\.js: \+1 -1/);
    const [, copy = '', id = ''] = /To undo: cd (\S+) && node \S+ runs undo (r_\S+)/.exec(stdout) ?? [];
    expect(await readFile(path.join(copy, 'src/cart.test.js'), 'utf8')).toContain('cart.cartTotal(items)');
    const undone = await run(['runs', 'undo', id], { environment: it.environment, cwd: copy });
    expect(undone.exitCode).toBe(0);
    expect(await readFile(path.join(copy, 'src/cart.js'), 'utf8')).toBe(before);
  }
  expect(await it.read('src/cart.js')).toBe(before);
});

test('edit-with-check says so where the answer has no edits', async () => {
  await using it = await openExample('edit-with-check');
  await using sandbox = await startSandbox({ answer: () => 'There is nothing to rename.' });
  const environment = { ...it.environment, RUNAPI_BASE_URL: sandbox.url };
  const { stdout, exitCode } = await runProgram(process.execPath, ['rename.js'], {
    environment,
    cwd: it.folder,
  });

  expect(exitCode).toBe(0);
  expect(stdout).toContain('No file was changed. DeepSeek says: There is nothing to rename.');
});

test('mcp-client prints the review, and refuses one that is not complete', async () => {
  await using it = await openExample('mcp-client');
  const { stdout, stderr, exitCode } = await it.start();

  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stdout).toMatch(/(fine|needs work), \d+ problems \(deepseek-v4-pro, \d+ tokens\)/);
  await using broken = await startSandbox({ fault: 'length' });
  const cut = await runProgram(process.execPath, ['review.js'], {
    environment: { ...it.environment, RUNAPI_BASE_URL: broken.url },
    cwd: it.folder,
  });
  expect(cut).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('Not complete') });
});
