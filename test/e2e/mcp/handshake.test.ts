import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RecordedHandshake } from '../../../src/mcp/handshake/handshake.ts';
import { openServer } from '../../../src/mcp/stdio/open-server.ts';
import { startSession } from '../../../src/mcp/stdio/session.ts';
import { shutDown } from '../../../src/mcp/stdio/shut-down.ts';
import { BIN } from '../../support/binary.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { HANDSHAKES, INITIALIZED, initialize, request } from './handshakes.ts';

/** These are played between processes, too: an answer by the recording, one by the real server, and both eras. */
const IN_PROCESSES = ['a call at once', 'discover, then the modern era', 'the modern era, then initialize'];
const RECORDED = JSON.parse(
  readFileSync(path.join(path.dirname(BIN), 'handshake.json'), 'utf8'),
) as RecordedHandshake;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let unrecorded: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  // As it is published: the skill lies beside it.
  for (const part of ['dist', 'skill']) {
    await cp(path.resolve(path.dirname(BIN), '..', part), path.join(folder.path, part), { recursive: true });
  }
  await rm(path.join(folder.path, 'dist/handshake.json'));
  unrecorded = path.join(folder.path, 'dist/bin.js');
});
afterAll(() => folder[Symbol.asyncDispose]());

type Reply = { id?: unknown };

/** All that a server says to some lines, by id: it may answer them in any order. */
async function listen(bin: string, lines: readonly string[]): Promise<Reply[]> {
  const server = spawn(process.execPath, [bin, 'serve'], {
    env: { PATH: process.env['PATH'], HOME: folder.path, RUNAPI_API_KEY: 'key' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const said = text(server.stdout);
  const answered = say(lines, server.stdin, server.stdout);
  void answered.then(() => server.stdin.end());
  await once(server, 'close');
  return readReplies(await said);
}

/** The same without a process, and with the recording that was built, or none. */
async function listenInMemory(recorded: RecordedHandshake | undefined, lines: readonly string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const said = text(output);
  const server = openServer({
    input,
    output,
    environment: { HOME: folder.path, RUNAPI_API_KEY: 'key' },
    instructions: 'Instructions.',
    recorded,
    load: async () => startSession,
  });
  await say(lines, input, output);
  const session = await server.session();
  if (session) await shutDown(server.connection, session, { lastAnswersMs: 400, abortedAnswersMs: 300 });
  output.end();
  return readReplies(await said);
}

/** @returns When there are as many lines as there are requests. */
async function say(lines: readonly string[], input: Writable, output: Readable): Promise<void> {
  const expected = lines.filter((line) => /"id":(?!null)/.test(line)).length;
  let heard = 0;
  const answered = new Promise<void>((resolve) => {
    output.on('data', (chunk: Buffer) => {
      heard += chunk.toString().split('\n').length - 1;
      if (heard >= expected) resolve();
    });
  });
  input.write(lines.map((line) => `${line}\n`).join(''));
  await answered;
}

function readReplies(said: string): Reply[] {
  return said
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Reply)
    .toSorted((one, other) => String(one.id).localeCompare(String(other.id)));
}

test.for(HANDSHAKES)('the recorded handshake equals the real one: %s', async ([, lines]) => {
  // Where the server says what was wrong with a message.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const [recorded, real] = [await listenInMemory(RECORDED, lines), await listenInMemory(undefined, lines)];

  expect(recorded).toEqual(real);
  expect(recorded).not.toEqual([]);
});

test.for(HANDSHAKES.filter(([name]) => IN_PROCESSES.includes(name)))(
  'the recorded handshake equals the real one, between processes: %s',
  async ([, lines]) => {
    const [recorded, real] = await Promise.all([listen(BIN, lines), listen(unrecorded, lines)]);

    expect(recorded).toEqual(real);
  },
);

test('a session that only lists never loads the MCP SDK', async () => {
  const lines = [
    initialize('2025-11-25'),
    INITIALIZED,
    request(2, 'tools/list'),
    request(3, 'resources/templates/list'),
  ];
  const server = spawn(process.execPath, [BIN], {
    env: { PATH: process.env['PATH'], NODE_DEBUG: 'esm' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [loaded] = [text(server.stderr), server.stdin.end(lines.map((line) => `${line}\n`).join(''))];
  await once(server, 'close');

  expect(await loaded).toContain('serve-');
  expect(await loaded).not.toContain('session-');
});
