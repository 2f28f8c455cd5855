import dns from 'node:dns';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createAgent } from '../../../src/runapi/transport/agent.ts';
import { sendRequest } from '../../../src/runapi/transport/transport.ts';
import { until } from '../../support/until.ts';
import { askServer, isCutOff, startUpstream } from '../../support/upstream.ts';
import { post, readBody } from './support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

interface RawServer extends AsyncDisposable {
  port: number;
  sockets: Socket[];
}

/** A TCP server that sends the given bytes, and nothing else. */
async function startRaw(onConnection: (socket: Socket) => void = () => undefined): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).resume();
    onConnection(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

test('a request can be aborted while its name is looked up', async () => {
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(() => undefined);
  const controller = new AbortController();

  const outcome = askServer('https://gateway.example', {}, { signal: controller.signal });
  await until('the name is looked up', () => lookup.mock.calls.length === 1);
  controller.abort();

  expect((await outcome).error).toMatchObject({ kind: 'aborted' });
});

test('a request can be aborted in the TLS handshake, and its connection ends', async () => {
  await using silent = await startRaw();
  const controller = new AbortController();

  const outcome = askServer(`https://127.0.0.1:${silent.port}`, {}, { signal: controller.signal });
  await until('the handshake has begun', () => (silent.sockets[0]?.bytesRead ?? 0) > 0);
  controller.abort();

  expect((await outcome).error).toMatchObject({ kind: 'aborted' });
  await until('the connection has ended', () => silent.sockets[0]?.destroyed === true);
});

test('a request that was aborted before it is sent does not connect', async () => {
  await using silent = await startRaw();

  await expect(post(`http://127.0.0.1:${silent.port}`, { signal: AbortSignal.abort() })).rejects.toThrow(
    /abort/,
  );
  expect(silent.sockets).toHaveLength(0);
});

test('each address of a name gets 2.5 s or more to connect', async () => {
  const { options } = createAgent(new URL('https://gateway.example')) as unknown as { options: object };

  expect(options).toMatchObject({ autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 2500 });
});

test('the second address of a name is tried where nothing answers at the first', async () => {
  await using upstream = await startUpstream((response) => response.writeHead(200).end('here'));
  const { port } = new URL(upstream.url);
  // Nothing listens at ::1 on this port.
  vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, callback: Function) => {
    callback(null, [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]);
  }) as never);

  expect(await readBody(await post(`http://gateway.example:${port}`))).toEqual({ text: 'here' });
});

test('what arrived before a connection broke is read to its end, however late the reader is', async () => {
  await using upstream = await startUpstream((response) => {
    response.writeHead(200);
    response.write('one ', () => response.write('two', () => response.destroy()));
  });
  const agent = createAgent(new URL(upstream.url));
  const { signal } = new AbortController();
  const url = new URL(upstream.url);
  const response = await sendRequest({ url, method: 'POST', headers: {}, body: '', signal }, agent);
  await until('the connection is gone', () => Object.keys(agent.sockets).length === 0);

  const { text, error } = await readBody(response);

  expect(text).toBe('one two');
  expect(error).toMatchObject({ code: 'ECONNRESET' });
});

test('a body that is much larger than what may wait arrives whole at a slow reader', async () => {
  const piece = 'x'.repeat(64 * 1024);
  await using upstream = await startUpstream((response) => response.writeHead(200).end(piece.repeat(40)));

  const response = await post(upstream.url);
  let length = 0;
  for await (const chunk of response.body!) {
    await new Promise(setImmediate);
    length += chunk.byteLength;
  }

  expect(length).toBe(piece.length * 40);
});

test('a reader that cancels ends the connection', async () => {
  let cutOff: Promise<boolean> | undefined;
  await using upstream = await startUpstream((response) => {
    cutOff = isCutOff(response);
    response.writeHead(200).write('begun');
  });

  const response = await post(upstream.url);
  await response.body!.cancel();

  expect(await cutOff).toBe(true);
});

test.for([
  ['what is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', /^HPE_/],
  ['a connection that is closed at once', '', 'ECONNRESET'],
] as const)('%s in place of an answer is an error', async ([, bytes, code]) => {
  await using raw = await startRaw((socket) => socket.end(bytes));

  await expect(post(`http://127.0.0.1:${raw.port}`)).rejects.toMatchObject({
    code: expect.stringMatching(code),
  });
});

test('a switch of protocols in place of an answer is an error', async () => {
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n';
  await using raw = await startRaw((socket) => socket.end(switching));

  await expect(post(`http://127.0.0.1:${raw.port}`)).rejects.toBeInstanceOf(Error);
});

test('a chunk that cannot be parsed ends the body with the reason', async () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  await using raw = await startRaw((socket) => socket.write(`${head}3\r\none\r\nnonsense\r\n`));

  const { text, error } = await readBody(await post(`http://127.0.0.1:${raw.port}`));

  expect(text).toBe('one');
  expect(error).toMatchObject({ code: expect.stringMatching(/^HPE_/) });
});
