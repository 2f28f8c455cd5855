import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LiveRun, PageEvent, RunDetail, RunList, RunText } from '../../src/dashboard/views.ts';
import { openRunStore } from '../../src/runs/store.ts';
import { ownIdentity } from '../../src/state/process-identity.ts';
import { openChange } from '../../src/workspace/changes/change.ts';
import { keepPatch } from '../../src/workspace/changes/kept-patch.ts';
import { change, toWrites } from '../support/change-world.ts';
import { openDashboard, type DashboardWorld } from '../support/dashboard-world.ts';
import { write } from '../support/files.ts';
import { end, say, start } from '../support/run-samples.ts';

/** Reads events until one is what is waited for. */
async function waitFor(
  events: AsyncGenerator<PageEvent>,
  isIt: (event: PageEvent) => boolean,
): Promise<PageEvent> {
  for (;;) {
    const { done, value } = await events.next();
    if (done) throw new Error('The stream has ended.');
    if (isIt(value)) return value;
  }
}

async function waitForLive(
  events: AsyncGenerator<PageEvent>,
  isIt: (run: LiveRun) => boolean,
): Promise<LiveRun> {
  const event = await waitFor(events, (each) => each.type === 'live' && each.live.changed.some(isIt));
  const found = event.type === 'live' ? event.live.changed.find(isIt) : undefined;
  if (!found) throw new Error('There is no such run.');
  return found;
}

/** The list once it is as it should be. */
async function listWhen(
  world: DashboardWorld,
  isSo: (list: RunList) => boolean,
  query = '',
): Promise<RunList> {
  for (;;) {
    const list = await world.get<RunList>(`/api/runs${query}`);
    if (isSo(list)) return list;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a page is told to read again what may have changed between its first request and its stream', async () => {
  await using world = await openDashboard();
  expect(await world.get<RunList>('/api/runs')).toMatchObject({ total: 0 });
  const writer = await world.runs.create(start('Too late for the first list.'));
  await writer.end(end());
  await listWhen(world, ({ total, unread }) => total === 1 && unread === 0);

  const stop = new AbortController();
  const events = world.events(stop.signal);
  await waitFor(events, ({ type }) => type === 'runs');
  await waitFor(events, ({ type }) => type === 'usage');
  stop.abort();
});

test('a run is seen live from its start to its end, with phase, characters and tail', async () => {
  await using world = await openDashboard();
  const stop = new AbortController();
  const events = world.events(stop.signal);
  expect(await events.next()).toMatchObject({
    value: { type: 'hello', facts: { project: world.root } },
  });

  const writer = await world.runs.create(start('Count to three.'));
  const waiting = await waitForLive(events, ({ id }) => id === writer.id);
  expect(waiting).toMatchObject({ phase: 'waiting', title: 'Count to three.', characters: 0, tail: '' });
  writer.append({ type: 'reasoning-delta', text: 'They want numbers.' });
  await waitForLive(events, ({ phase, tail }) => phase === 'thinking' && tail === 'They want numbers.');
  say(writer, 'One, two');
  const writing = await waitForLive(events, ({ phase }) => phase === 'writing');
  expect(writing).toMatchObject({ characters: 8, tail: expect.stringMatching(/One, two$/) as string });
  expect(await world.get<RunText>(`/api/runs/${writer.id}/text?from=5`)).toEqual({ from: 5, text: 'two' });

  say(writer, ', three.');
  await writer.end(end({ run_id: writer.id }));
  await waitFor(events, (event) => event.type === 'live' && event.live.ids.length === 0);
  const { runs } = await listWhen(world, ({ runs: [run] }) => run?.state === 'ended');
  expect(runs).toMatchObject([{ id: writer.id, status: 'complete', characters: 16 }]);
  stop.abort();
});

test('a run that explores is shown with its rounds and what it reads, and one whose check runs with that', async () => {
  await using world = await openDashboard({ files: { 'a.txt': 'one\n' } });
  const stop = new AbortController();
  const events = world.events(stop.signal);
  await events.next();
  const writer = await world.runs.create({ ...start('Find it.'), destination: DESTINATION });
  const read = { path: 'src/a.ts', sha256: '0', range: { first: 1, last: 9 }, lines: 9, bytes: 90 };
  const found = { reads: [read], bytes: 90, refused: 0, calls: ['read'], bound: null };
  writer.append({ type: 'tool-call-delta', index: 0, name: 'project', arguments: '{"action":"read"}' });
  await waitForLive(events, ({ phase }) => phase === 'calling tools');
  writer.addRound({ messages: [], usage: null, found });
  await waitForLive(events, ({ phase }) => phase === 'exploring, round 1: read src/a.ts');
  writer.addRound({ messages: [], usage: null, found: { ...found, reads: [] } });
  await waitForLive(events, ({ phase }) => phase === 'exploring, round 2: searching');
  say(writer, 'Found.');
  writer.append({ type: 'finish', reason: 'stop' });
  writer.append({ type: 'finish', reason: 'stop' });
  await waitForLive(events, ({ phase }) => phase === 'finishing');

  const place = { stateDir: world.stateDir, roots: [world.root], id: writer.id };
  const tried = await openChange({ ...place, isTentative: true });
  await tried.write(await toWrites(world.root, { 'a.txt': 'two\n' }));
  await tried.noteCheck(ownIdentity());
  const checking = await waitForLive(events, ({ phase }) => phase.startsWith('running'));
  expect(checking.phase).toBe('running the check "unit"');
  await tried.takeBack();
  await tried[Symbol.asyncDispose]();
  await writer.end(end());
  stop.abort();
});

const DESTINATION = {
  save: null,
  edits: { sent: [], patchTo: null, overwrite: false, changeId: null, check: 'unit' },
  conversation: null,
  json_schema: null,
  files: null,
};

test('details hold prompt, answer, reasoning, receipt, patch; undo puts back, once', async () => {
  await using world = await openDashboard({ files: { 'a.txt': 'one\n' } });
  const writer = await world.runs.create(start('Say <b>two</b>.'));
  writer.append({ type: 'reasoning-delta', text: 'Hm.' });
  say(writer, 'two');
  await writer.end(end({ run_id: writer.id, files: [{ path: 'a.txt', bytes: 4, sha256: 'f'.repeat(64) }] }));
  await change({ root: world.root, stateDir: world.stateDir, id: writer.id }, { 'a.txt': 'two\n' });
  await keepPatch(world.stateDir, writer.id, '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n');

  const detail = await world.get<RunDetail>(`/api/runs/${writer.id}`);
  expect(detail).toMatchObject({
    row: { id: writer.id, status: 'complete', state: 'ended' },
    messages: [{ role: 'user', content: { text: 'Say <b>two</b>.', omitted: 0 } }],
    answer: { text: 'two', omitted: 0 },
    reasoning: { text: 'Hm.' },
    receipt: { files: [{ path: 'a.txt' }] },
    patch: { text: expect.stringContaining('+two') as string },
    change: { isUndone: false, files: 1, isChecking: false },
  });

  const undone = await world.request(`/api/runs/${writer.id}/undo`, { method: 'POST' });
  expect(undone.status).toBe(200);
  expect(readFileSync(path.join(world.root, 'a.txt'), 'utf8')).toBe('one\n');
  expect((await world.get<RunDetail>(`/api/runs/${writer.id}`)).change).toMatchObject({
    isUndone: true,
    files: 0,
  });
  const again = await world.request(`/api/runs/${writer.id}/undo`, { method: 'POST' });
  expect(again.status).toBe(409);
  expect(await again.json()).toEqual({
    error: `Run ${writer.id} has been undone already, or its check did not pass: its files are as before it.`,
    next: 'There is nothing left to undo.',
  });
});

test('undo leaves alone what was changed since, and says so', async () => {
  await using world = await openDashboard({ files: { 'a.txt': 'one\n' } });
  const writer = await world.runs.create(start());
  await writer.end(end());
  await change({ root: world.root, stateDir: world.stateDir, id: writer.id }, { 'a.txt': 'two\n' });
  write(world.root, { 'a.txt': 'three\n' });
  const refused = await world.request(`/api/runs/${writer.id}/undo`, { method: 'POST' });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({
    error: expect.stringContaining('"a.txt" is no longer as run') as string,
  });
  expect(readFileSync(path.join(world.root, 'a.txt'), 'utf8')).toBe('three\n');
});

test('an undo and a cancel by GET do nothing', async () => {
  await using world = await openDashboard({ files: { 'a.txt': 'one\n' } });
  const writer = await world.runs.create(start());
  await change({ root: world.root, stateDir: world.stateDir, id: writer.id }, { 'a.txt': 'two\n' });
  for (const action of ['undo', 'cancel']) {
    expect((await world.request(`/api/runs/${writer.id}/${action}`)).status).toBe(404);
  }
  expect(readFileSync(path.join(world.root, 'a.txt'), 'utf8')).toBe('two\n');
  expect(writer.cancelRequested.aborted).toBe(false);
  await writer.end(end());
});

test('runs of other projects are shown with --all only, and undone in their own', async () => {
  for (const all of [false, true]) {
    await using world = await openDashboard({ all });
    const stop = new AbortController();
    const events = world.events(stop.signal);
    await events.next();
    const elsewhere = path.join(path.dirname(world.root), 'elsewhere');
    write(elsewhere, { 'b.txt': 'old\n' });
    const writer = await openRunStore(world.stateDir, { roots: [elsewhere] }).create(start('Elsewhere.'));
    await writer.end(end());
    await change({ root: elsewhere, stateDir: world.stateDir, id: writer.id }, { 'b.txt': 'new\n' });
    const detail = await world.request(`/api/runs/${writer.id}`);
    const undone = await world.request(`/api/runs/${writer.id}/undo`, { method: 'POST' });
    expect([detail.status, undone.status]).toEqual(all ? [200, 200] : [409, 409]);
    expect(readFileSync(path.join(elsewhere, 'b.txt'), 'utf8')).toBe(all ? 'old\n' : 'new\n');
    const list = await listWhen(world, ({ total }) => !all || total === 1);
    expect(list.total).toBe(all ? 1 : 0);
    stop.abort();
  }
});

test('runs are found by words in any order and by status, and counted', async () => {
  await using world = await openDashboard({
    async prepare({ runs }) {
      for (let at = 0; at < 30; at += 1) {
        const writer = await runs.create(
          start(`Translate chapter ${at} into ${at % 2 ? 'French' : 'German'}`),
        );
        await writer.end(end(at % 3 === 0 ? { status: 'failed' } : {}));
      }
    },
  });
  const { runs, matching, total, unread } = await world.get<RunList>(
    '/api/runs?search=french%20CHAPTER&limit=4',
  );
  expect({ shown: runs.length, matching, total, unread }).toEqual({
    shown: 4,
    matching: 15,
    total: 30,
    unread: 0,
  });
  expect((await world.get<RunList>('/api/runs?status=failed&search=german')).matching).toBe(5);
  expect((await world.request('/api/runs?limit=many')).status).toBe(409);
});

test('a removed run disappears, a damaged one is listed as such, and neither stops the others', async () => {
  await using world = await openDashboard();
  const stop = new AbortController();
  const events = world.events(stop.signal);
  await events.next();
  const [gone, damaged, whole] = [
    await world.runs.create(start('Gone')),
    await world.runs.create(start('Damaged')),
    await world.runs.create(start('Whole')),
  ];
  for (const writer of [gone, damaged, whole]) {
    say(writer, 'text');
    await writer.end(end());
  }
  await listWhen(world, ({ total, runs }) => total === 3 && runs.every(({ state }) => state === 'ended'));
  await world.runs.remove(gone.id);
  const { openProjectFolders } = await import('../../src/state/project-folders.ts');
  const folder = openProjectFolders(world.stateDir, 'runs', { roots: [world.root] }).own();
  write(folder, { [`${damaged.id}.jsonl`]: '{"kind":"start","version":2}\n' });
  const { runs } = await listWhen(
    world,
    ({ total, runs: [first, second] }) => total === 2 && [first?.state, second?.state].includes('damaged'),
  );
  expect(runs.find(({ id }) => id === whole.id)).toMatchObject({ state: 'ended', title: 'Whole' });
  expect((await world.request(`/api/runs/${damaged.id}`)).status).toBe(409);
  stop.abort();
});
