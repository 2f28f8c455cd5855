import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSettings, type Config } from '../../../../src/config/config.ts';
import { sharedStateFolder } from '../../../support/shared-folder.ts';
import type { Outcome } from '../../../../src/delegation/present/outcome.ts';
import { createDelegation } from '../../../../src/delegation/delegation.ts';
import type { ChatArguments } from '../../../../src/delegation/arguments/arguments.ts';
import { startSandbox, type SandboxOptions } from '../../../../src/sandbox/sandbox.ts';

export const KEY = 'sk-witness-5432';
export const PROTOCOLS = ['chat-completions', 'messages', 'gemini'] as const;

/** A configuration that reads nothing of the machine's own. */
function configFor(rootUrl: string, settings: Partial<Config['settings']> = {}): Config {
  return {
    connection: () => ({ apiKey: KEY, rootUrl, protocol: 'chat-completions', source: 'RUNAPI_API_KEY' }),
    settings: {
      ...readSettings({
        DEEPSEEK_ROOTS: 'none',
        DEEPSEEK_STATE_DIR: sharedStateFolder(),
        DEEPSEEK_IDLE_TIMEOUT_SECONDS: '60',
        DEEPSEEK_TIMEOUT_SECONDS: '200',
      }),
      ...settings,
    },
  };
}

/** Sends one task to whatever answers at `rootUrl`, as both interfaces do. */
export function delegateTo(
  rootUrl: string,
  task: ChatArguments,
  settings: Partial<Config['settings']> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  return createDelegation(configFor(rootUrl, settings)).delegate(task, { signal });
}

/** The same task by each protocol, to a sandbox of its own. */
export async function askThreeTimes(
  task: ChatArguments,
  options: SandboxOptions = {},
  settings: Partial<Config['settings']> = {},
): Promise<Outcome[]> {
  return Promise.all(
    PROTOCOLS.map(async (protocol) => {
      await using sandbox = await startSandbox(options);
      return await delegateTo(sandbox.url, { ...task, protocol }, settings);
    }),
  );
}

export interface Replay extends AsyncDisposable {
  url: string;
  paths: string[];
}

/** A gateway that gives everybody the same recorded bytes. */
export async function replay(bytes: Uint8Array | string, contentType: string, status = 200): Promise<Replay> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    request.resume().on('end', () => response.writeHead(status, { 'content-type': contentType }).end(bytes));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** Live answers of DeepSeek; see the README beside them. */
export function capture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/captures/${name}`, import.meta.url), 'utf8');
}
