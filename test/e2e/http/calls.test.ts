import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  connectOverHttp,
  INITIALIZE,
  postMcp,
  startHttpServer,
  type HttpServer,
} from '../../support/http-server.ts';
import { openProject, type Project, type ProjectOptions } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { runInMemory } from '../../support/command.ts';
import type { Era } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const ERAS: readonly Era[] = ['initialize', 'server/discover'];
/** Longer than any test. */
const ENDLESS = { tokensPerSecond: 10, answer: () => 'word '.repeat(5000) };
const CHAT = { name: 'deepseek_chat', arguments: { prompt: 'Write.' } };

interface Served {
  it: Project;
  server: HttpServer;
}

/** One server for all tests of a `describe`. */
function serve(options: ProjectOptions): Served {
  const served = {} as Served;
  beforeAll(async () => {
    served.it = await openProject({}, options);
    served.server = await startHttpServer(served.it.environment);
  });
  afterAll(async () => {
    await served.server[Symbol.asyncDispose]();
    await served.it[Symbol.asyncDispose]();
  });
  return served;
}

/** Of all runs, the newest first. */
async function statesOfRuns(it: { environment: Record<string, string> }): Promise<string[]> {
  const { stdout } = await runInMemory(['runs', 'list', '--json'], it);
  return (JSON.parse(stdout) as { runs: { state: string }[] }).runs.map(({ state }) => state);
}

const toMessage = (content: object) => ({ jsonrpc: '2.0', ...content });

describe('a gateway that answers', () => {
  const served = serve({ sandbox: { timeToFirstTokenMs: 300 } });

  test.for(ERAS)('tools, prompts, resources and calls with progress (%s)', async (era) => {
    await using connected = await connectOverHttp(served.server, era);
    const { client } = connected;
    const messages: string[] = [];

    const { tools } = await client.listTools();
    const { prompts } = await client.listPrompts();
    const { resources } = await client.listResources();
    const answer = await client.callTool(CHAT, { onprogress: ({ message = '' }) => messages.push(message) });

    expect(tools.map(({ name }) => name)).toEqual(['deepseek_chat', 'deepseek_stream', 'list_models']);
    expect(prompts.length).toBeGreaterThan(0);
    expect(resources.length).toBeGreaterThan(0);
    expect(client.getInstructions()).toMatch(/^Delegates work/);
    expect(receiptOf(answer)).toMatchObject({ status: 'complete' });
    expect(messages.length).toBeGreaterThan(0);
    expect(served.server.stdout()).toBe('');
  });
});

describe('a gateway that takes longer than a call waits', () => {
  const ANSWER = 'word '.repeat(30).trim();
  const sandbox = { tokensPerSecond: 30, answer: () => ANSWER };
  const served = serve({ sandbox, environment: { DEEPSEEK_WAIT_SECONDS: '0.5' } });

  test.for(ERAS)('a running call is returned, and its run has the rest (%s)', async (era) => {
    const { length } = served.it.sandbox.exchanges;
    await using connected = await connectOverHttp(served.server, era);
    const first = await connected.client.callTool(CHAT);
    const { run_id, status } = receiptOf(first);
    const texts = [textOf(first)];
    while (!/^\[deepseek.*stop/m.test(texts.at(-1) ?? '') && texts.length < 60) {
      texts.push(textOf(await connected.client.callTool({ name: 'deepseek_stream', arguments: { run_id } })));
    }

    expect(status).toBe('running');
    expect(texts.map((text) => text.replace(/\n*\[[^\n]*$/, '')).join('')).toBe(ANSWER);
    expect(served.it.sandbox.exchanges).toHaveLength(length + 1);
  });
});

describe('a gateway that never ends', () => {
  const served = serve({ sandbox: ENDLESS });

  test.for(ERAS)('a client that cancels its call ends the request upstream (%s)', async (era) => {
    const { it, server } = served;
    await using connected = await connectOverHttp(server, era);
    const controller = new AbortController();
    const { length } = it.sandbox.exchanges;
    const call = connected.client
      .callTool(CHAT, { signal: controller.signal })
      .catch((error: unknown) => error);
    await until('the answer has begun', () => it.sandbox.exchanges.length > length);

    controller.abort();

    expect(await call).toBeInstanceOf(Error);
    await until('the run has ended', async () => (await statesOfRuns(it))[0] === 'ended');
  });

  test('a lost response stream ends the call in 2026-07-28, and not in the older revisions', async () => {
    const { it, server } = served;
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const leave = async (params: object, headers: Record<string, string>) => {
      const controller = new AbortController();
      const { length } = it.sandbox.exchanges;
      const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params };
      const response = postMcp(server.url, message, headers, controller.signal).catch(() => undefined);
      await until('the request is upstream', () => it.sandbox.exchanges.length > length);
      controller.abort();
      await response;
    };
    const begun = await postMcp(server.url, INITIALIZE);
    const session = { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' };
    await begun.text();

    await leave(CHAT, session);
    await leave(
      { ...CHAT, _meta: meta },
      {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'deepseek_chat',
      },
    );

    await until('the newer one has ended', async () => (await statesOfRuns(it))[0] === 'ended');
    expect((await statesOfRuns(it)).slice(0, 2)).toEqual(['ended', 'running']);
  });

  test('the response stream of a call that is cancelled ends, and its session lives on', async () => {
    const { it, server } = served;
    const begun = await postMcp(server.url, INITIALIZE);
    const session = { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' };
    await begun.text();
    const { length } = it.sandbox.exchanges;
    const call = await postMcp(
      server.url,
      toMessage({ id: 'a', method: 'tools/call', params: CHAT }),
      session,
    );
    await until('the answer has begun', () => it.sandbox.exchanges.length > length);

    const cancel = { method: 'notifications/cancelled', params: { requestId: 'a' } };
    const { status } = await postMcp(server.url, toMessage(cancel), session);
    const text = await call.text();
    const ping = await postMcp(server.url, toMessage({ id: 'b', method: 'ping' }), session);

    expect(status).toBe(202);
    expect(text).not.toContain('"id":"a"');
    expect(await ping.text()).toContain('"id":"b"');
  });
});

test('files are off unless roots are set', async () => {
  await using it = await openProject({ 'a.txt': 'text' });
  const { DEEPSEEK_ROOTS: root = '', ...environment } = it.environment;
  const call = { name: 'deepseek_chat', arguments: { prompt: 'Read.', files: [`${root}/a.txt`] } };
  const ask = async (variables: Record<string, string>) => {
    await using server = await startHttpServer(variables);
    await using connected = await connectOverHttp(server, 'initialize');
    return await connected.client.callTool(call);
  };

  const without = await ask({ ...environment, CLAUDE_PROJECT_DIR: root });
  const within = await ask(it.environment);

  expect(textOf(without)).toMatch(/DEEPSEEK_ROOTS/);
  expect(without.isError).toBe(true);
  expect(within.isError).toBeFalsy();
});

test('runs are detached only where the server allows it', async () => {
  await using it = await openProject({}, { sandbox: { timeToFirstTokenMs: 800, answer: () => 'done' } });
  const call = { name: 'deepseek_stream', arguments: { prompt: 'Write.', save_to: 'out.md', detach: true } };
  const ask = async (variables: Record<string, string>) => {
    await using server = await startHttpServer({ ...it.environment, ...variables });
    await using connected = await connectOverHttp(server, 'server/discover');
    return await connected.client.callTool(call);
  };

  const refused = await ask({});
  const begun = await ask({ DEEPSEEK_HTTP_DETACH: '1' });

  expect(textOf(refused)).toMatch(/detach.*turned off for HTTP clients.*DEEPSEEK_HTTP_DETACH=1/);
  expect(refused.isError).toBe(true);
  expect(receiptOf(begun)).toMatchObject({ status: 'running' });
  await until('the answer is saved after the end of the server', () => it.exists('out.md'));
});

test('a server that is stopped aborts its runs, answers and ends', async () => {
  await using it = await openProject({}, { sandbox: ENDLESS });
  await using server = await startHttpServer(it.environment);
  await using connected = await connectOverHttp(server, 'initialize');
  const call = connected.client.callTool(CHAT);
  await until('the answer has begun', () => it.sandbox.exchanges.length === 1);

  const exitCode = await server.stop();

  expect(exitCode).toBe(130);
  expect(receiptOf(await call)).toMatchObject({
    status: expect.stringMatching(/incomplete|failed/) as string,
  });
  expect(await statesOfRuns(it)).toEqual(['ended']);
});
