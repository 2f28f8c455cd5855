import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CANARY, hostileWorld, SECRET_NAMES } from '../../support/hostile-world.ts';
import { RANDOM, write } from '../../support/files.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { textOf } from '../../support/results.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { connectInMemory, spawnServer, sandboxEnvironment, TEST_KEY } from '../../support/server.ts';
import {
  HOSTILE_GLOBS,
  HOSTILE_PATHS,
  HOSTILE_TARGETS,
  SECRET_SOURCES,
} from '../../support/hostile-names.ts';

const PLAIN = 'plain words that may be read';

/** A server in a project with all that leads out of it. */
async function openHostile(connect: typeof spawnServer | typeof connectInMemory = connectInMemory) {
  const { project, outside } = await hostileWorld();
  write(project, { 'plain.txt': PLAIN, ...SECRET_SOURCES });
  const state = await temporaryFolder();
  const sandbox = await startSandbox({ answer: () => 'a harmless answer' });
  const server = await connect(
    sandboxEnvironment(sandbox, { DEEPSEEK_ROOTS: project, DEEPSEEK_STATE_DIR: state.path }),
  );
  return {
    project,
    world: path.dirname(project),
    sandbox,
    place: (given: string) => given.replace(/^OUT/, outside).replace(/^IN/, project),
    stream: (args: Record<string, unknown>) =>
      server.client.callTool({ name: 'deepseek_stream', arguments: args }),
    chat: (args: Record<string, unknown>) =>
      server.client.callTool({ name: 'deepseek_chat', arguments: args }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await sandbox.close();
      await state[Symbol.asyncDispose]();
    },
  };
}

type Hostile = Awaited<ReturnType<typeof openHostile>>;

/** All that ever went upstream, but the key in its header. */
function sentUpstream({ sandbox }: Hostile): string {
  return sandbox.exchanges.map(({ bodyText, path: url }) => `${url}\n${bodyText}`).join('\n');
}

function expectNoSecret(it: Hostile): void {
  const sent = sentUpstream(it);
  for (const secret of [CANARY, RANDOM, RANDOM.slice(0, 30), TEST_KEY, 'root:x:0:0', 'PATH=']) {
    expect(sent).not.toContain(secret);
  }
}

test('there are more than a hundred of them, none twice', () => {
  const names = [...HOSTILE_PATHS, ...HOSTILE_GLOBS, ...SECRET_NAMES, ...Object.keys(SECRET_SOURCES)];

  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(100);
});

test.for([
  ['chat', connectInMemory],
  ['stream', connectInMemory],
  ['for_each', spawnServer],
] as const)('no hostile path and no secret reaches upstream, asked for by %s', async ([via, connect]) => {
  await using it = await openHostile(connect);
  const names = [...HOSTILE_PATHS, ...SECRET_NAMES, ...Object.keys(SECRET_SOURCES)];
  const wrong: string[] = [];
  for (const name of [...names, ...HOSTILE_GLOBS].map(it.place)) {
    const result =
      via === 'for_each'
        ? await it.stream({ prompt: 'Review.', for_each: [name], save_to: 'made/{path}.md' })
        : await it[via]({ prompt: 'Review.', files: [name] });
    // A file that a fan-out opens only when it is its turn fails alone: the call as such is well.
    const isRefused = result.isError === true || /\b0 saved, 1 failed\b/.test(textOf(result));
    if (!isRefused || textOf(result).includes(RANDOM)) wrong.push(`${name}: ${textOf(result)}`);
  }

  expect(wrong).toEqual([]);
  expect(it.sandbox.exchanges).toEqual([]);
  expect(existsSync(path.join(it.project, 'made'))).toBe(false);
});

test('globs over all of it send the plain files alone', async () => {
  await using it = await openHostile();
  await it.chat({ prompt: 'Review.', files: ['**'] });
  await it.stream({ prompt: 'Review.', files: ['**/*', '*', `${it.project}/**`] });
  await it.stream({ prompt: 'Review.', for_each: ['**'], save_to: 'made/{path}.md' });

  expect(sentUpstream(it)).toContain(PLAIN);
  expect(readdirSync(path.join(it.project, 'made'), { recursive: true })).toContain('plain.txt.md');
  expectNoSecret(it);
});

test('no hostile target is written, and nothing outside or inside is changed', async () => {
  await using it = await openHostile();
  const before = inventory(it.world);
  const wrong: string[] = [];
  for (const target of HOSTILE_TARGETS.map(it.place)) {
    const results = [
      await it.stream({ prompt: 'Write.', save_to: target }),
      await it.stream({ prompt: 'Write.', save_to: target, overwrite: true }),
      await it.stream({ prompt: 'Write.', save_to: target, for_each: ['plain.txt'], overwrite: true }),
    ];
    for (const result of results) if (!result.isError) wrong.push(`${target}: ${textOf(result)}`);
  }

  expect(wrong).toEqual([]);
  expect(it.sandbox.exchanges).toEqual([]);
  expect(inventory(it.world)).toEqual(before);
});

/** Every entry with its content, links not followed. */
function inventory(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return `${path.relative(folder, file)} ${entry.isFile() ? readFileSync(file, 'utf8') : 'other'}`;
    })
    .toSorted();
}
