import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { readConfig, type Environment } from '../../src/config/config.ts';
import { createDelegation, type Delegation } from '../../src/delegation/delegation.ts';
import { writeInstructions } from '../../src/mcp/instructions.ts';
import { createServer } from '../../src/mcp/server.ts';
import { BIN, NODE } from './binary.ts';
import { sharedStateFolder } from './shared-folder.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export const TEST_KEY = 'test-key-7f3a9c';

/** The environment of a server that talks to the sandbox and to nothing of the machine's own. */
export function sandboxEnvironment(sandbox: Sandbox, extra?: Record<string, string>): Record<string, string> {
  return environmentFor(sandbox.url, extra);
}

export function environmentFor(url: string, extra: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    RUNAPI_API_KEY: TEST_KEY,
    RUNAPI_BASE_URL: url,
    DEEPSEEK_STATE_DIR: sharedStateFolder(),
    ...extra,
  };
}

export interface Connected extends AsyncDisposable {
  client: Client;
  /** Errors in the server that no caller got. */
  defects: unknown[];
}

/** A real client and the server as it is, linked in memory. */
export async function connectInMemory(environment: Environment): Promise<Connected> {
  const defects: unknown[] = [];
  let delegation: Delegation | undefined;
  const server = createServer({
    instructions: writeInstructions({ checks: [] }),
    delegation: () => (delegation ??= createDelegation(readConfig(environment))),
    onDefect: (error) => defects.push(error),
  });
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1.0.0' });
  await Promise.all([server.connect(serverSide), client.connect(clientSide)]);
  return {
    client,
    defects,
    async [Symbol.asyncDispose]() {
      await client.close();
      // As the end of stdin does: runs that are still running would write into the next test.
      await delegation?.close();
    },
  };
}

export type Era = 'initialize' | 'server/discover';

export interface Spawned extends AsyncDisposable {
  client: Client;
  stderr: () => string;
  pid: number;
}

/** The built binary as a client starts it, in either era of the protocol. */
export async function spawnServer(
  environment: Record<string, string>,
  era: Era = 'initialize',
): Promise<Spawned> {
  const transport = new StdioClientTransport({
    command: NODE,
    args: [BIN],
    env: environment,
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: era === 'initialize' ? 'legacy' : { pin: '2026-07-28' } } },
  );
  await client.connect(transport);
  return {
    client,
    stderr: () => stderr,
    pid: transport.pid ?? 0,
    async [Symbol.asyncDispose]() {
      await client.close();
    },
  };
}
