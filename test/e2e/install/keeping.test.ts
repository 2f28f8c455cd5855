import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { run } from '../../support/binary.ts';
import { builtOnce, runInMemory } from '../../support/command.ts';
import { temporaryFolder } from '../../support/folder.ts';

const KEY = 'key-that-is-secret-4711';
const MINE = '{\n  "mcpServers": {\n    "other": { "command": "x" }\n  }\n}\n';

interface Home extends AsyncDisposable {
  readonly path: string;
  readonly file: string;
  readonly names: () => Promise<string[]>;
  readonly command: (words: readonly string[], extra?: Record<string, string>) => ReturnType<typeof run>;
  /** The built command, with the home folder as its working folder. */
  readonly built: (words: readonly string[], extra?: Record<string, string>) => ReturnType<typeof run>;
}

/** A home folder with a configuration of Cursor's, unless there is to be none. */
async function openHome(text: string | undefined): Promise<Home> {
  const folder = await temporaryFolder();
  const file = path.join(folder.path, '.cursor/mcp.json');
  await mkdir(path.dirname(file));
  if (text !== undefined) {
    await writeFile(file, text);
    await chmod(file, 0o644);
  }
  const base = { PATH: process.env['PATH'] ?? '', HOME: folder.path };
  return {
    path: folder.path,
    file,
    names: () => readdir(path.dirname(file)),
    command: (words, extra) => runInMemory(words, { environment: { ...base, ...extra } }),
    built: (words, extra) => run(words, { environment: { ...base, ...extra }, cwd: folder.path }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test('--dry-run shows the change, changes nothing and ends with 0', async () => {
  await using home = await openHome(MINE);
  const { stdout, stderr, exitCode } = await home.built(['install', 'cursor', '--dry-run', '--skill']);

  expect(stdout).toMatch(/^\+ .*"deepseek"/m);
  expect(stderr).toMatch(/Dry run: nothing was changed\./);
  expect(exitCode).toBe(0);
  expect(await readFile(home.file, 'utf8')).toBe(MINE);
  expect(await home.names()).toEqual(['mcp.json']);
});

test('the original is kept through further installations, and gone with the entry', async () => {
  await using home = await openHome(MINE);
  const backup = `${home.file}.before-runapi-deepseek`;
  await home.command(['install', 'cursor', '--yes']);
  await home.command(['install', 'cursor', '--yes'], {
    RUNAPI_API_KEY: 'k',
    RUNAPI_BASE_URL: 'https://a.example',
  });
  expect(await readFile(backup, 'utf8')).toBe(MINE);
  await home.command(['uninstall', 'cursor', '--yes']);

  expect(await readFile(home.file, 'utf8')).toBe(MINE);
  expect(await home.names()).toEqual(['mcp.json']);
});

test('a file that was not there has no backup, and is gone again', async () => {
  await using home = await openHome(undefined);
  const installed = await home.command(['install', 'cursor', '--yes']);
  expect(installed.stderr).toMatch(/^Created .*mcp\.json\.$/m);
  expect(await home.names()).toEqual(['mcp.json']);
  await home.command(['uninstall', 'cursor', '--yes']);

  expect(await home.names()).toEqual([]);
});

test('a key is shown nowhere, kept in no backup, and its file is private', async () => {
  await using home = await openHome(MINE);
  const words = ['install', 'cursor', '--write-key', '--yes'];
  const first = await home.command(words, { RUNAPI_API_KEY: KEY });
  const second = await home.command([...words, '--force'], { RUNAPI_API_KEY: `${KEY}-2` });
  expect((await stat(home.file)).mode & 0o777).toBe(0o600);
  expect(await readFile(home.file, 'utf8')).toContain(`${KEY}-2`);
  expect(await readFile(`${home.file}.before-runapi-deepseek`, 'utf8')).toBe(MINE);
  const removed = await home.command(['uninstall', 'cursor', '--yes']);

  for (const { stdout, stderr } of [first, second, removed]) expect(stdout + stderr).not.toContain(KEY);
  expect(await home.names()).toEqual(['mcp.json']);
  expect(await readFile(home.file, 'utf8')).toBe(MINE);
  expect((await stat(home.file)).mode & 0o777).toBe(0o644);
});

test('a backup of a file whose entry has a key does not have it', async () => {
  await using home = await openHome(MINE);
  await home.command(['install', 'cursor', '--write-key', '--yes'], { RUNAPI_API_KEY: KEY });
  const withKey = await readFile(home.file, 'utf8');
  await home.command(['uninstall', 'cursor', '--yes']);
  await writeFile(home.file, withKey);
  await home.command(['install', 'cursor', '--yes']);

  expect(await readFile(`${home.file}.before-runapi-deepseek`, 'utf8')).not.toContain(KEY);
  expect(await readFile(home.file, 'utf8')).not.toContain(KEY);
});

test('a key does not go into a file of a project', async () => {
  await using home = await openHome(undefined);
  const words = ['install', 'cursor', '--project', '--write-key', '--yes'];
  const { stderr, exitCode } = await home.built(words, { RUNAPI_API_KEY: KEY });

  expect(stderr).toMatch(/--write-key does not go with --project/);
  expect(exitCode).toBe(4);
  expect(await home.names()).toEqual([]);
});

test('uninstall leaves a server that it did not write', async () => {
  const text = '{"mcpServers":{"deepseek":{"command":"npx","args":["other-deepseek-mcp"]}}}';
  await using home = await openHome(text);
  const { stderr, exitCode } = await home.command(['uninstall', 'cursor', '--yes']);

  expect(stderr).toMatch(/starts something else/);
  expect(exitCode).toBe(4);
  expect(await readFile(home.file, 'utf8')).toBe(text);
});

test('a server that --force replaced comes back with uninstall', async () => {
  const text = '{"mcpServers":{"deepseek":{"command":"theirs"}}}';
  await using home = await openHome(text);
  await home.command(['install', 'cursor', '--yes', '--force']);
  await home.command(['uninstall', 'cursor', '--yes']);

  expect(await readFile(home.file, 'utf8')).toBe(text);
});

test('bytes that are not UTF-8 are refused, not rewritten', async () => {
  await using home = await openHome(undefined);
  const bytes = Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]);
  await writeFile(home.file, bytes);
  const { stderr, exitCode } = await home.command(['install', 'cursor', '--yes']);

  expect(stderr).toMatch(/mcp\.json is not UTF-8/);
  expect(exitCode).toBe(4);
  expect(await readFile(home.file)).toEqual(bytes);
});

test('a folder that is a file ends in a message, not in a stack', async () => {
  await using home = await openHome(undefined);
  await writeFile(path.join(home.path, '.gemini'), '');
  await chmod(path.join(home.path, '.gemini'), 0o600);
  const { stderr, exitCode } = await home.command(['install', 'gemini', '--yes']);

  expect(stderr).toMatch(/^error: .*settings\.json cannot be written \((?:ENOTDIR|EEXIST)\)\./m);
  expect(exitCode).toBe(2);
});

test('proxy, certificate and DEEPSEEK variables reach the server where the client keeps them back', async () => {
  await using home = await openHome(undefined);
  const extra = {
    https_proxy: 'http://proxy.example:8080',
    NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
    DEEPSEEK_MODEL: 'deepseek-v4-flash',
    DEEPSEEK_CHECK_TEST: 'npm test',
    DEEPSEEK_EMPTY: '',
    DEEPSEEK_HTTP_TOKEN: 'a-secret-token',
  };
  await home.command(['install', 'codex', '--yes'], extra);
  await home.command(['install', 'gemini', '--yes'], extra);
  const codex = await readFile(path.join(home.path, '.codex/config.toml'), 'utf8');
  const gemini = await readFile(path.join(home.path, '.gemini/settings.json'), 'utf8');
  const names = ['https_proxy', 'NODE_EXTRA_CA_CERTS', 'DEEPSEEK_MODEL', 'DEEPSEEK_CHECK_TEST'];

  expect(parseToml(codex)).toMatchObject({
    mcp_servers: { deepseek: { env_vars: expect.arrayContaining(['RUNAPI_API_KEY', ...names]) } },
  });
  expect(JSON.parse(gemini)).toMatchObject({
    mcpServers: { deepseek: { env: Object.fromEntries(names.map((name) => [name, `\${${name}:-}`])) } },
  });
  for (const text of [codex, gemini]) expect(text).not.toMatch(/HTTP_TOKEN|DEEPSEEK_EMPTY|a-secret-token/);
});

test.for(
  builtOnce([
    ['claude', /Unknown client "claude" \(did you mean claude-code or claude-desktop\?\)/],
    ['codexx', /did you mean codex\?/],
    ['vscod', /did you mean vscode\?/],
    ['emacs', /Unknown client "emacs"\. Use one of/],
  ]),
)('install %s suggests what may be meant', async ([name, message, runCase]) => {
  await using home = await temporaryFolder();
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home.path };

  expect(await runCase(['install', name], { environment })).toMatchObject({
    exitCode: 4,
    stderr: expect.stringMatching(message),
  });
});

test('a client is also known by its name', async () => {
  await using home = await openHome(undefined);

  expect(await home.command(['install', 'Claude Code', '--dry-run'])).toMatchObject({ exitCode: 0 });
});

test('--skill does not stop the installation where the client has no folder for skills', async () => {
  await using home = await openHome(undefined);
  const { stderr, exitCode } = await home.command(['install', 'cursor', '--skill', '--yes']);

  expect(stderr).toMatch(/Skill not installed: no skills folder of Cursor is known/);
  expect(exitCode).toBe(0);
  expect(await home.names()).toEqual(['mcp.json']);
});
