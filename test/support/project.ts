import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { write } from './files.ts';
import { temporaryFolder } from './folder.ts';
import { connectInMemory, sandboxEnvironment, type Connected } from './server.ts';

export interface ProjectOptions {
  readonly sandbox?: SandboxOptions;
  readonly environment?: Record<string, string>;
}

/** A folder of files that is the only root, with a state folder beside it. */
export interface Project extends AsyncDisposable {
  readonly root: string;
  readonly sandbox: Sandbox;
  readonly environment: Record<string, string>;
  readonly read: (name: string) => string;
  readonly exists: (name: string) => boolean;
  /** Everything in the folder, by path. */
  readonly list: () => string[];
  /** The messages of one request: the first is 0, the last -1. */
  readonly sent: (request: number) => SentMessage[];
}

interface SentMessage {
  readonly role: string;
  readonly content: string;
}

export async function openProject(
  files: Readonly<Record<string, string | Buffer>>,
  { sandbox: sandboxOptions, environment = {} }: ProjectOptions = {},
): Promise<Project> {
  const folder = await temporaryFolder();
  const root = path.join(folder.path, 'project');
  mkdirSync(root);
  write(root, files);
  const sandbox = await startSandbox(sandboxOptions);
  return {
    root,
    sandbox,
    environment: sandboxEnvironment(sandbox, {
      DEEPSEEK_ROOTS: root,
      DEEPSEEK_STATE_DIR: path.join(folder.path, 'state'),
      ...environment,
    }),
    read: (name) => readFileSync(path.join(root, name), 'utf8'),
    exists: (name) => existsSync(path.join(root, name)),
    list: () => listFiles(root),
    sent: (request) => messagesOf(sandbox.exchanges.at(request)?.body),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function messagesOf(body: unknown): SentMessage[] {
  return (body as { messages?: SentMessage[] } | undefined)?.messages ?? [];
}

function listFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

export interface Session extends Project {
  readonly client: Connected['client'];
  readonly call: (name: string, args: Record<string, unknown>) => ReturnType<Connected['client']['callTool']>;
}

/** The same with a client that is connected to a server in memory. */
export async function openSession(
  files: Readonly<Record<string, string | Buffer>>,
  options: ProjectOptions = {},
): Promise<Session> {
  const project = await openProject(files, options);
  const { client, defects, ...connected } = await connectInMemory(project.environment);
  return {
    ...project,
    client,
    // As long as a test may take, so that its own settings decide how long a call waits.
    call: (name, args) => client.callTool({ name, arguments: args }, { timeout: 120_000 }),
    async [Symbol.asyncDispose]() {
      await connected[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
      expect(defects).toEqual([]);
    },
  };
}
