import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROTOCOL_NAMES } from '../../src/config/config.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { builtOnce, runInMemory } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { receiptOf, textOf } from '../support/results.ts';
import { connectInMemory, spawnServer } from '../support/server.ts';

const KEY = 'zq7-Secret.Key+4711/abcdWXYZ';

/** A gateway that gives the key back in whatever it says. */
async function startEcho(respond: (key: string, response: ServerResponse) => void) {
  const server = createServer((request: IncomingMessage, response) => {
    const { authorization, 'x-api-key': apiKey, 'x-goog-api-key': googleKey } = request.headers;
    request.resume();
    respond(authorization?.replace('Bearer ', '') ?? String(apiKey ?? googleKey), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const ECHOES: [string, (key: string, response: ServerResponse) => void][] = [
  ['an error message', (key, response) => sendJson(response, 401, { error: { message: `Bad key ${key}!` } })],
  [
    'a starred-out tail',
    (key, response) => sendJson(response, 401, { error: { message: `****${key.slice(-4)}` } }),
  ],
  [
    'an error of another shape',
    (key, response) => sendJson(response, 400, { errors: { [key]: [key] }, detail: key }),
  ],
  [
    'an error type',
    (key, response) => sendJson(response, 400, { error: { type: key, code: key, message: '' } }),
  ],
  ['a bearer token', (key, response) => sendJson(response, 422, { message: `Authorization: Bearer ${key}` })],
  ['an error in a 200', (key, response) => sendJson(response, 200, { error: { message: key } })],
  [
    'broken JSON',
    (key, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(`{${key}`),
  ],
  [
    'an event',
    (key, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${key}\n\n`),
  ],
  ['a content type', (key, response) => response.writeHead(200, { 'content-type': `x/${key}` }).end()],
  [
    'a redirect',
    (key, response) => response.writeHead(307, { location: `https://elsewhere.example/?key=${key}` }).end(),
  ],
  [
    'a redirect host',
    (key, response) => response.writeHead(307, { location: `https://${key.slice(0, 10)}.example/` }).end(),
  ],
  [
    'a finish reason',
    (key, response) => sendJson(response, 200, { choices: [{ message: {}, finish_reason: key }] }),
  ],
  [
    'a request id',
    (key, response) => {
      response.setHeader('x-request-id', key);
      sendJson(response, 400, { error: { message: 'no' } });
    },
  ],
];

test.for(builtOnce(ECHOES))(
  'a gateway that gives the key back in %s is not quoted with it',
  async ([, respond, runCase]) => {
    await using echo = await startEcho(respond);
    await using home = await temporaryFolder();
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: home.path,
      RUNAPI_API_KEY: KEY,
      RUNAPI_BASE_URL: echo.url,
      OPENAI_LOG: 'debug',
      DEEPSEEK_IDLE_TIMEOUT_SECONDS: '5',
    };
    const seen: string[] = [];
    const isBuilt = runCase !== runInMemory;
    {
      await using server = isBuilt ? await spawnServer(environment) : await connectInMemory(environment);
      for (const protocol of PROTOCOL_NAMES) {
        const result = await server.client.callTool({
          name: 'deepseek_chat',
          arguments: { prompt: 'Hi', protocol },
        });
        seen.push(textOf(result), JSON.stringify(receiptOf(result) ?? null), JSON.stringify(result));
      }
      seen.push(
        JSON.stringify(await server.client.callTool({ name: 'list_models', arguments: {} })),
        'stderr' in server ? server.stderr() : server.defects.map(String).join('\n'),
      );
    }
    for (const words of [['chat', 'Hi'], ['chat', '--json', 'Hi'], ['models'], ['doctor']]) {
      const { stdout, stderr } = await runCase(words, { environment });
      seen.push(stdout, stderr);
    }
    seen.push(...(await filesBelow(home.path)));

    for (const text of seen) {
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(KEY.slice(-4));
    }
  },
);

test('a redirect to another origin never carries the key, nor anything else', async () => {
  await using sandbox = await startSandbox({ fault: 'redirect' });
  await using home = await temporaryFolder();
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home.path,
    RUNAPI_API_KEY: KEY,
    RUNAPI_BASE_URL: sandbox.url,
  };
  await using server = await spawnServer(environment);
  for (const protocol of PROTOCOL_NAMES) {
    const result = await server.client.callTool({
      name: 'deepseek_chat',
      arguments: { prompt: 'Hi', protocol },
    });
    expect(textOf(result)).toMatch(
      /redirects \(307\) to http:\/\/127\.0\.0\.1:\d+; the key is not sent there/,
    );
  }

  expect(sandbox.exchanges).toHaveLength(3);
  expect(sandbox.redirected).toEqual([]);
});

/** Names and contents of every file below a folder. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return [...files, ...(await Promise.all(files.map((file) => readFile(file, 'utf8'))))];
}
