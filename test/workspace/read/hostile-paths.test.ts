import path from 'node:path';
import { expect, test } from 'vitest';
import { readAttachments } from '../../../src/workspace/read/attachments.ts';
import { CANARY, hostileWorld, SECRET_NAMES } from '../../support/hostile-world.ts';
import { read, readPaths, refusal } from '../../support/files.ts';

const OUTSIDE = /is outside the folders that may be used/;
const MISSING = /does not exist/;
const NO_PATH = /is no path|has a NUL character/;
const IRREGULAR = /is no regular file/;
const SECRET = /is not sent: by its name it holds/;
const NO_LINK = /is a link that leads to nothing/;
const NOTHING = /matches no file|matches nothing|leaves nothing that can be sent/;

/** `OUT` is the absolute path of the folder beside the project, `IN` that of the project. */
const PATHS: readonly (readonly [given: string, reason: RegExp])[] = [
  // Traversal
  ['../secret.txt', OUTSIDE],
  ['../outside/secret.txt', OUTSIDE],
  ['../../../../../../etc/passwd', OUTSIDE],
  ['src/../../secret.txt', OUTSIDE],
  ['./.././secret.txt', OUTSIDE],
  ['src/a.ts/../../../secret.txt', OUTSIDE],
  ['missing/../../secret.txt', OUTSIDE],
  ['..//secret.txt', OUTSIDE],
  ['..', OUTSIDE],
  ['../../delegation/', OUTSIDE],
  ['../project-twin/secret.txt', OUTSIDE],
  ['../secret.txt:1-2', OUTSIDE],
  ['...', MISSING],
  ['..../secret.txt', MISSING],
  ['.../...//secret.txt', MISSING],
  // Absolute paths
  ['/etc/passwd', OUTSIDE],
  ['/', OUTSIDE],
  ['//etc/passwd', OUTSIDE],
  ['OUT/secret.txt', OUTSIDE],
  ['IN/../outside/secret.txt', OUTSIDE],
  ['IN-twin/secret.txt', OUTSIDE],
  ['IN/link.txt', OUTSIDE],
  ['/tmp', OUTSIDE],
  ['~/.ssh/id_rsa', MISSING],
  ['~root/.bashrc', MISSING],
  ['$HOME/.bashrc', MISSING],
  ['file:///etc/passwd', MISSING],
  ['file:../secret.txt', MISSING],
  ['C:\\Windows\\win.ini', MISSING],
  ['\\\\server\\share\\secret.txt', MISSING],
  ['\\\\?\\C:\\secret.txt', NOTHING],
  ['..\\secret.txt', MISSING],
  // Links
  ['link.txt', OUTSIDE],
  ['absolute-link.txt', OUTSIDE],
  ['link/secret.txt', OUTSIDE],
  ['link/deep/secret.txt', OUTSIDE],
  ['link/not-there.txt', OUTSIDE],
  ['link', OUTSIDE],
  ['up/secret.txt', OUTSIDE],
  ['up/outside/secret.txt', OUTSIDE],
  ['top/etc/passwd', OUTSIDE],
  ['top/not-there', OUTSIDE],
  ['link-to-link.txt', OUTSIDE],
  ['link-in-turns.txt', OUTSIDE],
  ['twin/secret.txt', OUTSIDE],
  ['passwd', OUTSIDE],
  ['passwd:1', OUTSIDE],
  ['loop-a', NO_LINK],
  ['loop-a/secret.txt', NO_LINK],
  ['dead', NO_LINK],
  ['dead-outside', NO_LINK],
  ['settings.txt', SECRET],
  ['.env.production', SECRET],
  // Encodings
  ['%2e%2e/secret.txt', MISSING],
  ['%2e%2e%2fsecret.txt', MISSING],
  ['..%2fsecret.txt', MISSING],
  ['%252e%252e/secret.txt', MISSING],
  ['..%c0%afsecret.txt', MISSING],
  ['\uFF0E\uFF0E/secret.txt', MISSING],
  ['\u2024\u2024/secret.txt', MISSING],
  ['..\u2215secret.txt', MISSING],
  ['..\uFF0Fsecret.txt', MISSING],
  ['.\u200B./secret.txt', MISSING],
  ['\u202Etxt.terces', MISSING],
  ['&#46;&#46;/secret.txt', MISSING],
  ['..\\u002fsecret.txt', MISSING],
  ['plain.txt\0', NO_PATH],
  ['plain.txt\0.png', NO_PATH],
  ['../secret.txt\0.txt', NO_PATH],
  ['\0', NO_PATH],
  ['', NO_PATH],
  ['   ', NO_PATH],
  ['plain.txt\n../secret.txt', MISSING],
  ['../secret.txt ', OUTSIDE],
  [' .env\t', SECRET],
  ['`.env`', SECRET],
  ['@.env', SECRET],
  ['.env#L1-L2', SECRET],
  ['file://IN/.env', /is outside|does not exist/],
  ['plain.txt.', MISSING],
  ['PLAIN.TXT', MISSING],
  ['x'.repeat(5000), /cannot be read \(ENAMETOOLONG\)/],
  [`${'a/'.repeat(3000)}../`.repeat(2), /cannot be read \(ENAMETOOLONG\)/],
  // Devices, pipes and what the kernel shows as files
  ['/dev/zero', OUTSIDE],
  ['/dev/stdin', OUTSIDE],
  ['/dev/fd/0', OUTSIDE],
  ['/proc/self/environ', OUTSIDE],
  ['/proc/self/cwd/../secret.txt', OUTSIDE],
  ['/proc/1/root/etc/passwd', OUTSIDE],
  ['/sys/kernel/notes', OUTSIDE],
  ['zero', OUTSIDE],
  ['stdin', /is outside the folders|leads to nothing/],
  ['environ', OUTSIDE],
  ['cwd/package.json', OUTSIDE],
  ['proc-root/etc/passwd', OUTSIDE],
  ['pipe', IRREGULAR],
  ['pipe.ts', IRREGULAR],
  ['pipe-link', IRREGULAR],
  ['socket', IRREGULAR],
  ['NUL', MISSING],
  ['CON', MISSING],
  ['COM1', MISSING],
  ['aux.txt', MISSING],
  ['plain.txt::$DATA', MISSING],
  ['.env::$DATA', MISSING],
  // Secrets by name
  ...SECRET_NAMES.map((name) => [name, SECRET] as const),
  ['.ENV.Staging', SECRET],
  ['ID_RSA', SECRET],
  ['hard/.env', SECRET],
  ['./src/../.env', SECRET],
  ['IN/.env', SECRET],
  ['.env:1-3', SECRET],
  // Globs
  ['../*', OUTSIDE],
  ['../outside/**', OUTSIDE],
  ['OUT/*', OUTSIDE],
  ['/etc/*', OUTSIDE],
  ['/**/passwd', OUTSIDE],
  ['link/*', OUTSIDE],
  ['link/**/*.txt', OUTSIDE],
  ['up/*.txt', OUTSIDE],
  ['top/etc/pass*', OUTSIDE],
  ['src/*/../../../secret.txt', /goes up after a wildcard/],
  ['{..,src}/secret.txt', NOTHING],
  ['{../secret,x}.txt', NOTHING],
  ['[.][.]/secret.txt', NOTHING],
  ['?./secret.txt', NOTHING],
  ['*/secret.txt', NOTHING],
  ['link*', NOTHING],
  ['*link*/**', NOTHING],
  ['.env*', NOTHING],
  ['.ssh/*', NOTHING],
  ['.[e]nv', NOTHING],
  ['pipe*', NOTHING],
  ['loop-*', NOTHING],
];

const PLAIN_WORLD = { plain: 'plain.txt', source: 'src/a.ts', odd: '%2e%2e/plain.txt' };

test('there are more than a hundred of them, none twice', () => {
  expect(PATHS.length).toBeGreaterThan(100);
  expect(new Set(PATHS.map(([given]) => given)).size).toBe(PATHS.length);
});

test('each hostile path is refused for its own reason, at once, and tells nothing', async () => {
  const { project, outside } = await hostileWorld();
  const wrong: string[] = [];
  for (const [template, reason] of PATHS) {
    const given = template.replace(/^OUT/, outside).replace(/^IN/, project);
    const { what, message } = await refusal(read(project, given));
    // Absolute paths are the user's: only one that was given may come back.
    const tellsPath = template === given && message.includes(path.dirname(project));
    if (!reason.test(what) || tellsPath || message.includes(CANARY)) wrong.push(`${given}: ${message}`);
  }

  expect(wrong).toEqual([]);
}, 30_000);

test('one hostile path refuses the whole list', async () => {
  const { project } = await hostileWorld();

  expect((await refusal(read(project, 'plain.txt', 'link.txt'))).what).toMatch(OUTSIDE);
});

test('the same project can be read where nothing is hostile', async () => {
  const { project } = await hostileWorld();

  expect(await readPaths(project, ...Object.values(PLAIN_WORLD))).toEqual(
    Object.values(PLAIN_WORLD).toSorted(),
  );
});

test('a glob over all of it catches the plain files alone, and names the rest', async () => {
  const { project } = await hostileWorld();
  const result = await read(project, '**');

  expect(result.files.map((file) => file.path)).toEqual(Object.values(PLAIN_WORLD).toSorted());
  expect(JSON.stringify(result)).not.toContain(CANARY);
  const named = result.skipped.map((entry) => entry.path);
  expect(named).toEqual(
    expect.arrayContaining([...SECRET_NAMES, 'link', 'link.txt', 'pipe', 'socket', 'environ', 'dead']),
  );
});

test('with the whole disk as a root, the kernel, devices and secrets are still closed', async () => {
  const { project } = await hostileWorld();
  const all = { roots: ['/'], maxInputBytes: 1000 };
  const what = async (given: string) => (await refusal(readAttachments([given], all))).what;

  expect(await what('/proc/self/environ')).toMatch(OUTSIDE);
  expect(await what('proc/self/cmdline')).toMatch(OUTSIDE);
  expect(await what('/sys/kernel/notes')).toMatch(OUTSIDE);
  expect(await what(`/pro[c]/${process.pid}/cmdlin[e]`)).toMatch(/leaves nothing .*cmdline is outside/);
  expect(await what('/dev/zero')).toMatch(IRREGULAR);
  expect(await what('/etc/shadow')).toMatch(SECRET);
  expect(await what(path.join(project, 'cwd/environ'))).toMatch(MISSING);
  expect(await what(path.join(project, 'environ'))).toMatch(OUTSIDE);
  const plain = path.join(project, 'plain.txt');
  expect((await readAttachments([plain], all)).files.map((file) => file.text)).toEqual(['plain']);
});
