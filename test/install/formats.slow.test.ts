import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { apply } from '../../src/install/apply.ts';
import { CLIENTS } from '../../src/install/clients.ts';
import { json } from '../../src/install/formats/json.ts';
import { planInstall, planUninstall } from '../../src/install/plan.ts';
import { readSurroundings } from '../../src/install/surroundings.ts';
import { temporaryFolder } from '../support/folder.ts';

const SERVER = {
  command: 'npx',
  args: ['-y', 'runapi-deepseek', 'serve'],
  key: undefined,
  baseUrl: undefined,
  passedOn: [],
  passedOnValues: {},
};

/** A client's file, as the user has it. */
async function clientFile(id: string, text: string) {
  const folder = await temporaryFolder();
  const file = path.join(folder.path, 'config');
  const client = CLIENTS.find((each) => each.id === id);
  if (!client) throw new Error(`no client ${id}`);
  const own = { ...client, userFile: () => file };
  await writeFile(file, text);
  const place = {
    scope: 'user',
    surroundings: readSurroundings({ HOME: folder.path }),
    force: false,
  } as const;
  return {
    read: () => readFile(file, 'utf8'),
    add: async (more: string) => writeFile(file, (await readFile(file, 'utf8')) + more),
    install: async () => apply(await planInstall(own, SERVER, place)),
    uninstall: async () => apply(await planUninstall(own, place)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test.for(CLIENTS.flatMap(({ id }) => ['', ' \n', '\uFEFF'].map((text) => [id, text] as const)))(
  '%s: a file with nothing in it gets the entry, and loses it again: %j',
  async ([id, text]) => {
    await using it = await clientFile(id, text);
    await it.install();
    expect(await it.read()).toContain('runapi-deepseek');
    await it.uninstall();

    // An empty file may go, too.
    expect(await it.read().catch(() => '')).not.toContain('runapi-deepseek');
  },
);

test.for([
  ['goose', '{a: 1}\n'],
  ['goose', '---\na: 1\n...\n'],
  ['goose', '- a\n- b\n'],
  ['goose', 'text\n'],
  ['goose', '? extensions\n: other: 1\n'],
  ['goose', 'extensions: &e\n  other: {cmd: x}\ncopy: *e\n'],
  ['goose', 'extensions:\n  <<: *gone\n'],
  ['claude-code', '{"mcpServers": {"a": 1}, "mcpServers": {"b": 2}}\n'],
  ['codex', 'mcp_servers = { }\n'],
] as const)('%s: a file is left alone in which more would change than the entry: %j', async ([id, text]) => {
  await using it = await clientFile(id, text);

  await expect(it.install()).rejects.toMatchObject({
    kind: 'input',
    what: expect.stringContaining('config cannot be changed: '),
  });
  expect(await it.read()).toBe(text);
});

test.for([
  ['goose', 'extensions:\n'],
  ['goose', 'extensions: {} # none\na: 1\n'],
  ['goose', 'extensions: ~'],
  ['goose', 'a: |\n  [text]\n  deepseek: 1'],
  ['codex', 'x = """\n[mcp_servers.deepseek]\ntext\n"""\n'],
  ['codex', 'a = [\n [1],\n]\n[mcp_servers]\nother = { command = "x" }\n'],
  ['vscode', '{ // mine\n  "inputs": [],\n  "servers": {}\n}\n'],
] as const)('%s: %j is changed and put back', async ([id, text]) => {
  await using it = await clientFile(id, text);

  await it.install();
  expect(await it.read()).toContain('runapi-deepseek');
  await it.uninstall();
  expect(await it.read()).toBe(text);
});

test.for(['\n# my note\n', '\n# about mine\n[mine]\na = 1\n'])(
  'what was written behind the entry stays: %j',
  async (more) => {
    await using it = await clientFile('codex', '[other]\na = 1\n');

    await it.install();
    await it.add(more);
    await it.uninstall();
    expect(await it.read()).toBe(`[other]\na = 1\n\n${more}`);
  },
);

test.for([
  ['{"s":{"deepseek":{} /* x */, "b":1}}', '{"s":{ /* x */ "b":1}}'],
  ['{"s":{\n  "a":1, // note\n  "deepseek":{}\n}}', '{"s":{\n  "a":1 // note\n}}'],
  ['{"s":{\n  "a":1, // note\n  "deepseek":{}, "b":2 }}', '{"s":{\n  "a":1, // note\n   "b":2 }}'],
  ['{"s": {"deepseek": 1 // x\n , "y": 1}}', '{"s": { // x\n  "y": 1}}'],
] as const)('comments stay, and the comma goes: %s', ([text, left]) => {
  expect(json.remove(text, ['s'], 'deepseek')).toBe(left);
});
