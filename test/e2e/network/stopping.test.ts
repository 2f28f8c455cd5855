import { execFileSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { start } from '../../support/binary.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { listen } from '../../support/listen.ts';
import { environmentFor } from '../../support/server.ts';
import { until } from '../../support/until.ts';

/** A second, and what a busy machine needs; unless it is stopped, a connection takes ten seconds or more. */
const PROMPT_MS = 5000;

interface Connecting extends AsyncDisposable {
  environment: Record<string, string>;
  hasBegun: () => boolean;
}

/** A gateway that accepts connections and never says a word. */
async function silentHandshake(): Promise<Connecting> {
  const gateway = await listen(createServer((socket) => socket.resume()));
  return {
    environment: environmentFor(`https://127.0.0.1:${gateway.port}`),
    hasBegun: () => gateway.connections() > 0,
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

/** A name whose look-up never ends: the resolver reads its aliases from a pipe that nobody writes to. */
async function silentLookUp(): Promise<Connecting> {
  const folder = await temporaryFolder();
  const aliases = path.join(folder.path, 'aliases');
  execFileSync('mkfifo', [aliases]);
  let writing: number | undefined;
  return {
    environment: environmentFor('https://gateway', { HOSTALIASES: aliases }),
    hasBegun: () => {
      try {
        // It can be opened once somebody reads.
        writing ??= openSync(aliases, constants.O_WRONLY | constants.O_NONBLOCK);
        return true;
      } catch {
        return false;
      }
    },
    async [Symbol.asyncDispose]() {
      if (writing !== undefined) closeSync(writing);
      await folder[Symbol.asyncDispose]();
    },
  };
}

const CONNECTIONS = {
  'in the TLS handshake': silentHandshake,
  // Only the C library of GNU has such aliases.
  ...(process.platform === 'linux' && { 'while a name is looked up': silentLookUp }),
};

const STOPS = {
  'chat ends at SIGINT': {
    words: ['chat', 'Say ok.'],
    stop: (child: ChildProcessWithoutNullStreams) => child.kill('SIGINT'),
    // A process that SIGINT has ended is 130 to a shell.
    ends: [130, 'SIGINT'],
  },
  'the server ends at SIGTERM': {
    words: ['serve'],
    stop: (child: ChildProcessWithoutNullStreams) => child.kill('SIGTERM'),
    ends: [130, 'SIGINT'],
  },
  'the server ends with its stdin': {
    words: ['serve'],
    stop: (child: ChildProcessWithoutNullStreams) => child.stdin.end(),
    ends: [0, 'SIGTERM'],
  },
};

const CASES = Object.entries(CONNECTIONS).flatMap(([where, connect]) =>
  Object.entries(STOPS).map(([what, stop]) => ({ what, where, connect, ...stop })),
);

test.for(CASES)('$what $where', async ({ words, stop, ends, connect }) => {
  await using connecting = await connect();
  const child = start(words, { environment: connecting.environment });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (words[0] === 'serve') callTool(child);
  else child.stdin.end();
  const closed = once(child, 'close');
  await until('the connection has begun', connecting.hasBegun, 20_000);
  const stoppedAt = performance.now();
  stop(child);
  const [exitCode, signal] = (await closed) as [number | null, NodeJS.Signals | null];

  expect(performance.now() - stoppedAt).toBeLessThan(PROMPT_MS);
  expect(ends).toContain(exitCode ?? signal);
});

function callTool(child: ChildProcessWithoutNullStreams): void {
  const clientInfo = { name: 'raw', version: '1' };
  const messages = [
    {
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
    },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/call', params: { name: 'deepseek_chat', arguments: { prompt: 'Say ok.' } } },
  ];
  for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
