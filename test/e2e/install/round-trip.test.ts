import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { apply } from '../../../src/install/apply.ts';
import type { Client } from '../../../src/install/client.ts';
import { CLIENTS } from '../../../src/install/clients.ts';
import { planInstall, planUninstall } from '../../../src/install/plan.ts';
import { serverEntry } from '../../../src/install/server-entry.ts';
import { run } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { temporaryFolder } from '../../support/folder.ts';

const KEY = 'key-that-must-not-be-written-4711';
const PARSE: Readonly<Record<Client['format'], (text: string) => unknown>> = {
  json: (text) => parseJsonc(text),
  toml: (text) => parseToml(text),
  yaml: (text) => parseYaml(text),
};

/** Files as people have them, by format. */
const FILES: Readonly<Record<Client['format'], Readonly<Record<string, string>>>> = {
  json: {
    empty: '',
    'an empty object': '{}\n',
    'without a last line break': '{"theme":"dark"}',
    'with comments and a trailing comma':
      '// mine\n{\n  // keep\n  "theme": "dark", /* here */\n  "mcpServers": {\n    "other": { "command": "x" }, // too\n  },\n}\n',
    'with tabs': '{\n\t"a": [\n\t\t1,\n\t\t2\n\t],\n\t"mcp": {\n\t\t"servers": {}\n\t}\n}\n',
    'with Windows line breaks':
      '{\r\n    "a": 1,\r\n    "servers": {\r\n        "other": {}\r\n    }\r\n}\r\n',
    'with a byte order mark': '\uFEFF{\n  "a": 1\n}\n',
    'with odd layout': '{ "a":1,\n     "mcpServers":{"z" : {"command":"z"}} , "context_servers" : {}\n\n\n}',
  },
  toml: {
    empty: '',
    'with comments':
      '# mine\nmodel = "x" # keep\n\n[mcp_servers.other]\ncommand = "y"\nargs = ["[mcp_servers.deepseek]"]\n\n# the end',
    'with Windows line breaks': 'a = 1\r\n\r\n[b]\r\nc = """\r\n[mcp_servers.x]\r\n"""\r\n',
  },
  yaml: {
    empty: '',
    'with comments':
      '# mine\nGOOSE_MODEL: x # keep\nextensions:\n    # the first\n    other:\n        enabled: true\n\n\nlast: [1,   2]\n',
    'without the section': 'a:   1\n# end',
    'with Windows line breaks': 'a: 1\r\nextensions:\r\n  other:\r\n    enabled: true\r\n',
  },
};

const CASES = CLIENTS.flatMap((client) =>
  Object.keys(FILES[client.format]).map((layout) => ({ client, id: client.id, layout })),
);

/** One client for each format meets the built command; with the others it runs in memory, which takes a tenth. */
const BUILT = new Set(
  Object.keys(FILES).map((format) => CLIENTS.find((client) => client.format === format)?.id),
);
const EACH_CLIENT = CLIENTS.map((client) => ({
  client,
  id: client.id,
  start: BUILT.has(client.id) ? run : runInMemory,
}));

function childOf(value: unknown, name: string): unknown {
  return (value as Record<string, unknown> | undefined)?.[name];
}

function entryIn({ format, section }: Client, text: string): unknown {
  const value: unknown = PARSE[format](text.replace('\uFEFF', ''));
  return [...section, 'deepseek'].reduce(childOf, value);
}

/** Whether all of a text is in another one, in its order: whatever was added, nothing was taken away or moved. */
function isKept(before: string, after: string): boolean {
  let place = 0;
  for (const character of before) {
    place = after.indexOf(character, place) + 1;
    if (place === 0) return false;
  }
  return true;
}

test.for(CASES)(
  '$id: a file $layout gets the server, and is byte for byte what it was without it',
  async ({ client, layout }) => {
    await using home = await temporaryFolder();
    const surroundings = {
      platform: process.platform,
      environment: {},
      home: home.path,
      workingFolder: home.path,
    };
    const options = { scope: 'user', surroundings, force: false } as const;
    const file = client.userFile(surroundings);
    const before = FILES[client.format][layout] ?? '';
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, before, { mode: 0o640 });
    const server = serverEntry('/somewhere/dist/bin.js', {
      key: undefined,
      baseUrl: undefined,
      passedOn: [],
      passedOnValues: {},
    });
    await apply(await planInstall(client, server, options));
    const after = await readFile(file, 'utf8');

    expect(entryIn(client, after)).toEqual(client.toEntry(server));
    expect(isKept(before, after)).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    const again = await planInstall(client, server, options);
    expect(again.after).toBe(again.before);

    await apply(await planUninstall(client, options));
    expect(await readFile(file, 'utf8').catch(() => '')).toBe(before);
  },
);

test.for(EACH_CLIENT)(
  '$id: the command shows the change, makes it, and takes it back, without the key',
  async ({ client, start }) => {
    await using home = await temporaryFolder();
    const environment = { PATH: process.env['PATH'] ?? '', HOME: home.path, RUNAPI_API_KEY: KEY };
    const file = client.userFile({
      platform: process.platform,
      environment,
      home: home.path,
      workingFolder: home.path,
    });
    const read = () => readFile(file, 'utf8').catch(() => undefined);
    const shown = await start(['install', client.id], { environment });
    expect(await read()).toBeUndefined();
    const installed = await start(['install', client.id, '--yes'], { environment });
    const text = (await read()) ?? '';
    const removed = await start(['uninstall', client.id, '--yes'], { environment });

    expect([shown.exitCode, installed.exitCode, removed.exitCode]).toEqual([4, 0, 0]);
    expect(shown.stdout).toMatch(/^\+ .*deepseek/m);
    expect(shown.stderr).toContain('Add --yes to make this change');
    expect(entryIn(client, text)).toBeDefined();
    expect(text + installed.stdout + installed.stderr).not.toContain(KEY);
    expect(await read()).toBeUndefined();
  },
);

test('what was changed since the installation stays, and only the entry goes', async () => {
  await using home = await temporaryFolder();
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home.path };
  const file = path.join(home.path, '.cursor/mcp.json');
  await mkdir(path.dirname(file));
  await writeFile(file, '{\n  // mine\n  "mcpServers": {\n    "a": {}\n  }\n}\n');
  await runInMemory(['install', 'cursor', '--yes'], { environment });
  await writeFile(file, (await readFile(file, 'utf8')).replace('"a": {}', '"a": { "new": true }'));
  await runInMemory(['uninstall', 'cursor', '--yes'], { environment });

  expect(await readFile(file, 'utf8')).toBe(
    '{\n  // mine\n  "mcpServers": {\n    "a": { "new": true }\n  }\n}\n',
  );
});

test('a file that is a link stays one, and what it leads to is changed', async () => {
  await using home = await temporaryFolder();
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home.path };
  const real = path.join(home.path, 'dotfiles.json');
  await writeFile(real, '{}\n');
  await symlink(real, path.join(home.path, '.claude.json'));
  await runInMemory(['install', 'claude-code', '--yes'], { environment });

  expect(await readFile(real, 'utf8')).toContain('deepseek');
});

test.for(CLIENTS.map((client) => ({ client, id: client.id })))(
  '$id: the address of a key is written where it is not RunAPI’s own, and never without a key',
  async ({ client }) => {
    await using home = await temporaryFolder();
    const file = client.userFile({
      platform: process.platform,
      environment: {},
      home: home.path,
      workingFolder: home.path,
    });
    const base = {
      PATH: process.env['PATH'] ?? '',
      HOME: home.path,
      RUNAPI_BASE_URL: 'https://gateway.example/v1',
    };
    const withKey = { ...base, RUNAPI_API_KEY: KEY };
    const ownUrl = { ...withKey, RUNAPI_BASE_URL: 'https://runapi.ai/v1' };
    for (const environment of [base, ownUrl]) {
      await runInMemory(['install', client.id, '--yes'], { environment });
      expect(await readFile(file, 'utf8')).not.toMatch(/RUNAPI_BASE_URL"?\s*[:=]/);
    }
    await runInMemory(['install', client.id, '--yes'], { environment: withKey });
    const text = await readFile(file, 'utf8');

    expect(JSON.stringify(entryIn(client, text))).toContain('"RUNAPI_BASE_URL":"https://gateway.example"');
    expect(text).not.toContain(KEY);
  },
);
