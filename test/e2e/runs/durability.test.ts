import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openConversationStore } from '../../../src/conversations/store.ts';
import { openRunStore, type RunSnapshot, type RunStore } from '../../../src/runs/store.ts';
import { run, start } from '../../support/binary.ts';
import { essay } from '../../support/run-world.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { spawnServer } from '../../support/server.ts';
import { setUp, type SetUp } from '../../support/setup.ts';

/** `DURABILITY_KILLS=200` tries it as often as a release should have. */
const KILLS = Number(process.env['DURABILITY_KILLS'] ?? 5);
const AT_ONCE = 2;
const ESSAY = essay(12);
const BEFORE = 'What the file was before.\n';
const FILES = ['one', 'two', 'three', 'four'];

/** What one killed process had been doing, and what of it the caller had by then. */
interface Killed {
  /** The beginning of the titles of its runs. */
  readonly title: string;
  readonly received: string;
  /** Checks what is particular to this kind of work. */
  readonly check: () => Promise<void>;
}

type Work = (it: SetUp, title: string, lifetimeMs: number) => Promise<Killed>;

/** Starts a command and kills it, at the latest when it has ended. @returns What it printed. */
async function killCommand(it: SetUp, words: string[], lifetimeMs: number): Promise<string> {
  const child = start(words, { environment: it.environment });
  child.stdin.end();
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const closed = new Promise((resolve) => child.once('close', resolve));
  await Promise.race([closed, sleep(lifetimeMs)]);
  child.kill('SIGKILL');
  await closed;
  // The command ends its answer with a line break of its own.
  return printed.trimEnd();
}

async function contentOf(it: SetUp, name: string): Promise<string | undefined> {
  return readFile(path.join(it.project, name), 'utf8').catch(() => undefined);
}

const WORKS: Record<string, Work> = {
  async chat(it, title, lifetimeMs) {
    const received = await killCommand(it, ['chat', title], lifetimeMs);
    return { title, received, check: async () => {} };
  },
  async save(it, title, lifetimeMs) {
    const file = `${title}.md`;
    await writeFile(path.join(it.project, file), BEFORE);
    await killCommand(it, ['chat', title, '--out', file, '--overwrite'], lifetimeMs);
    const check = async () => expect([BEFORE, ESSAY]).toContain(await contentOf(it, file));
    return { title, received: '', check };
  },
  async 'fan-out'(it, title, lifetimeMs) {
    const words = ['map', title, ...FILES.map((name) => `${name}.txt`), '--out', `${title}/{name}.md`];
    await killCommand(it, words, lifetimeMs);
    const check = async () => {
      for (const name of FILES) {
        expect([undefined, ESSAY]).toContain(await contentOf(it, `${title}/${name}.md`));
      }
    };
    return { title, received: '', check };
  },
  async conversation(it, title, lifetimeMs) {
    const store = openConversationStore(it.stateDir, { roots: [it.project] });
    const id = store.newId();
    const messages = [{ role: 'user' as const, content: title }];
    await store.append(id, { basedOn: 0, messages, model: 'deepseek-v4-pro' });
    const received = await killCommand(it, ['chat', title, '--conversation', id], lifetimeMs);
    const check = async () => {
      const { exchanges } = await store.read(id);
      expect(exchanges.slice(1).map((exchange) => exchange.messages.at(-1)?.content)).toEqual(
        exchanges.length > 1 ? [ESSAY] : [],
      );
    };
    return { title, received, check };
  },
  async server(it, title, lifetimeMs) {
    const server = await spawnServer({ ...it.environment, DEEPSEEK_WAIT_SECONDS: '0.1' });
    let received = '';
    const poll = async () => {
      let args: Record<string, unknown> = { prompt: title };
      for (let isRunning = true; isRunning;) {
        const result = await server.client.callTool({ name: 'deepseek_stream', arguments: args });
        const text = textOf(result);
        if (!text.startsWith('[')) received += text.slice(0, text.lastIndexOf('\n\n['));
        const { status, run_id } = receiptOf(result);
        isRunning = status === 'running';
        args = { run_id };
      }
    };
    const polling = poll().catch(() => undefined);
    await Promise.race([polling, sleep(lifetimeMs)]);
    process.kill(server.pid, 'SIGKILL');
    await polling;
    await server[Symbol.asyncDispose]();
    return { title, received, check: async () => {} };
  },
};

/** All runs whose title begins so. */
async function runsOf(store: RunStore, title: string): Promise<RunSnapshot[]> {
  const listed = await store.list({ limit: 10_000 });
  const own = listed.filter((summary) => summary.title.includes(title));
  expect(own.map(({ state }) => state).filter((state) => state !== 'ended' && state !== 'orphaned')).toEqual(
    [],
  );
  return Promise.all(own.map(({ id }) => store.read(id)));
}

async function checkKept(it: SetUp, { title, received, check }: Killed): Promise<void> {
  const store = openRunStore(it.stateDir, { roots: [it.project] });
  await check();
  expect(ESSAY.startsWith(received)).toBe(true);
  const runs = await runsOf(store, title);
  const texts = runs
    .filter(({ start: { title: of } }) => !of.includes('files:'))
    .map(({ answer }) => answer.text);
  for (const text of texts) expect(ESSAY.startsWith(text)).toBe(true);
  for (const { end, answer, isDamaged } of runs) {
    expect(isDamaged).toBe(false);
    expect(
      end?.receipt.status !== 'complete' || answer.text === ESSAY || answer.text.includes('| file |'),
    ).toBe(true);
  }
  // What the caller had is on disk.
  expect(texts[0]?.slice(0, received.length) ?? '').toBe(received);
}

test(
  `${KILLS} kills at random moments: no wrong text, no torn file, and nothing that was returned is missing`,
  { timeout: 60_000 + KILLS * 4000 },
  async () => {
    await using it = await setUp({ tokensPerSecond: 300, answer: () => ESSAY });
    for (const name of FILES) await writeFile(path.join(it.project, `${name}.txt`), `${name}\n`);
    const kinds = Object.keys(WORKS);
    let withText = 0;
    const work = async (first: number) => {
      // On a busy machine it takes longer until there is text, and without any the test has shown nothing.
      for (let number = first; number < KILLS || withText === 0; number += AT_ONCE) {
        const longestMs = 1600 * (1 + Math.floor(number / KILLS));
        const kind = kinds[number % kinds.length] ?? '';
        const title = `${kind}-${number}-end`;
        const killed = await WORKS[kind]?.(it, title, 150 + Math.random() * longestMs);
        if (!killed) throw new Error(`There is no work "${kind}".`);
        if (killed.received) withText += 1;
        await checkKept(it, killed);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => work(first)));
    expect(withText).toBeGreaterThan(0);

    const store = openRunStore(it.stateDir, { roots: [it.project] });
    const orphan = (await store.list({ limit: 10_000 })).find(
      ({ state, title, characters }) => state === 'orphaned' && title.startsWith('chat') && characters > 0,
    );
    const rest = orphan && (await run(['runs', 'continue', orphan.id], { environment: it.environment }));
    expect(rest?.stdout ?? `${ESSAY}\n`).toBe(`${ESSAY}\n`);
    const left = await readdir(it.project);
    expect(left.filter((name) => name.endsWith('.incomplete'))).toEqual([]);
  },
);
