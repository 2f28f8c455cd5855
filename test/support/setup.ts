import type { CallToolResult, RequestOptions } from '@modelcontextprotocol/client';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { temporaryFolder } from './folder.ts';
import { connectInMemory, sandboxEnvironment, type Connected } from './server.ts';

type Call = (
  name: string,
  args: Record<string, unknown>,
  options?: RequestOptions,
) => Promise<CallToolResult>;

export interface SetUp extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly call: Call;
  readonly connected: Connected;
  /** Where files are read and written. */
  readonly project: string;
  readonly stateDir: string;
  readonly environment: Record<string, string>;
}

/** A sandbox, a project folder, a state folder, and a server with a client on them. Nothing may fail inside. */
export async function setUp(
  options: SandboxOptions = {},
  settings: Record<string, string> = {},
): Promise<SetUp> {
  const sandbox = await startSandbox(options);
  const folder = await temporaryFolder();
  const [project, stateDir] = [path.join(folder.path, 'project'), path.join(folder.path, 'state')];
  await mkdir(project);
  const environment = sandboxEnvironment(sandbox, {
    DEEPSEEK_ROOTS: project,
    DEEPSEEK_STATE_DIR: stateDir,
    ...settings,
  });
  const connected = await connectInMemory(environment);
  return {
    sandbox,
    connected,
    project,
    stateDir,
    environment,
    call: (name, args, requestOptions) =>
      connected.client.callTool({ name, arguments: args }, requestOptions),
    async [Symbol.asyncDispose]() {
      await connected[Symbol.asyncDispose]();
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
      expect(connected.defects).toEqual([]);
    },
  };
}
