import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { BIN, NODE, run, start, type Finished } from '../../support/binary.ts';

export const KEY = 'wine-test-key-7f3a9c';

type Era = 'initialize' | 'server/discover';
type Files = Readonly<Record<string, string>>;

export interface Server extends AsyncDisposable {
  readonly client: Client;
  readonly pid: number;
  readonly call: (name: string, args: Record<string, unknown>) => ReturnType<Client['callTool']>;
}

interface RunOptions {
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A project on drive C:, with a state folder and a home folder beside it, and nothing else of the user's. */
export interface World extends AsyncDisposable {
  /** The project, whose name has a blank. */
  readonly root: string;
  /** What the project is in. */
  readonly folder: string;
  readonly home: string;
  readonly stateDir: string;
  readonly environment: Record<string, string>;
  /** The upstream of what starts after it. */
  readonly upstream: (options?: SandboxOptions) => Promise<Sandbox>;
  readonly write: (files: Files) => void;
  readonly read: (name: string) => string;
  readonly exists: (name: string) => boolean;
  /** The built command, to its end, in the project. */
  readonly run: (words: readonly string[], options?: RunOptions) => Promise<Finished>;
  readonly start: (words: readonly string[]) => ReturnType<typeof start>;
  /** The server, as a client starts it in the project. */
  readonly serve: (environment?: Readonly<Record<string, string>>, era?: Era) => Promise<Server>;
}

/** @param folder - Does not exist yet. */
export function openWorld(folder: string): World {
  const [root, home, stateDir] = ['My Project', 'home', 'state'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const made of [root, home]) mkdirSync(made, { recursive: true });
  const environment: Record<string, string> = {
    ...withoutOwn(process.env),
    USERPROFILE: home,
    APPDATA: path.join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: path.join(home, 'AppData', 'Local'),
    RUNAPI_API_KEY: KEY,
    DEEPSEEK_ROOTS: root,
    DEEPSEEK_STATE_DIR: stateDir,
  };
  const sandboxes: Sandbox[] = [];
  const within = (extra: Readonly<Record<string, string>> = {}) => ({
    environment: { ...environment, ...extra },
    cwd: root,
  });
  return {
    root,
    folder,
    home,
    stateDir,
    environment,
    async upstream(options) {
      const sandbox = await startSandbox(options);
      sandboxes.push(sandbox);
      environment['RUNAPI_BASE_URL'] = sandbox.url;
      return sandbox;
    },
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
        writeFileSync(path.join(root, name), text);
      }
    },
    // As bytes: for texts, Node.js 20 opens long paths in another way.
    read: (name) => readFileSync(path.join(root, name)).toString(),
    exists: (name) => existsSync(path.join(root, name)),
    run: (words, { stdin, environment: extra } = {}) =>
      run(words, { ...within(extra), ...(stdin !== undefined && { stdin }) }),
    start: (words) => start(words, within()),
    serve: (extra, era = 'initialize') => connect(within(extra), era),
    async [Symbol.asyncDispose]() {
      for (const sandbox of sandboxes) await sandbox.close();
    },
  };
}

/** Nothing that this program reads. */
function withoutOwn(all: NodeJS.ProcessEnv): Record<string, string> {
  const own = /^(?:RUNAPI|DEEPSEEK|OPENAI|ANTHROPIC)_|^(?:HOME|XDG_.*|CLAUDE_.*|.*_PROXY)$/i;
  const kept = Object.entries(all).filter(([name, value]) => value !== undefined && !own.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

async function connect(
  { environment, cwd }: { environment: Record<string, string>; cwd: string },
  era: Era,
): Promise<Server> {
  const transport = new StdioClientTransport({ command: NODE, args: [BIN], env: environment, cwd });
  const client = new Client(
    { name: 'wine', version: '1.0.0' },
    { versionNegotiation: { mode: era === 'initialize' ? 'legacy' : { pin: '2026-07-28' } } },
  );
  await client.connect(transport);
  return {
    client,
    pid: transport.pid ?? 0,
    call: (name, args) => client.callTool({ name, arguments: args }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}
