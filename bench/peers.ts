import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ours, temporaryFolder } from './support/environment.ts';
import type { Row } from './support/row.ts';
import { startServer, type Command, type Result, type Server } from './support/server.ts';
import { median, spread } from './support/statistics.ts';
import { KEY, startUpstream } from './support/upstream.ts';

const run = promisify(execFile);
const STARTS = 9;
const CALLS = 200;
const WARM_UP = 50;
const SIDES = [0, 1] as const;
const MODEL = 'deepseek-v4-pro';
const TASK = 'Say hello in 20 words.';

/** How a peer of the registry is set up and asked, each by its own documentation. */
interface Peer {
  readonly name: string;
  readonly version: string;
  readonly tool: string;
  readonly toArguments: (task: string) => object;
  readonly prepare?: (home: string, url: string) => Promise<void>;
}

const PEERS: readonly Peer[] = [
  {
    name: 'deepseek-mcp-server',
    version: '1.0.1',
    tool: 'chat_completion',
    toArguments: (message) => ({ message, model: MODEL }),
  },
  {
    name: '@arikusi/deepseek-mcp-server',
    version: '2.3.0',
    tool: 'deepseek_chat',
    toArguments: (content) => ({ messages: [{ role: 'user', content }], model: MODEL }),
  },
  {
    name: 'claude-code-deepseek-delegator',
    version: '3.0.0',
    tool: 'deepseek',
    toArguments: (prompt) => ({ prompt, model: MODEL }),
    prepare: writeProvider,
  },
  { name: '@houtini/lm', version: '3.2.4', tool: 'chat', toArguments: (message) => ({ message }) },
  {
    name: 'deepseek-subagent-mcp-server',
    version: '0.2.0',
    tool: 'deepseek_task',
    toArguments: (task) => ({ task }),
  },
];

/** Installs the peers into a folder that is gone afterwards, and measures them in turns with ours on the same work. */
export async function measurePeers(): Promise<Row[]> {
  await using upstream = await startUpstream();
  await using folder = await temporaryFolder();
  const self: Contender = {
    command: ours(upstream.url, folder.path),
    tool: 'deepseek_chat',
    toArguments: (prompt) => ({ prompt }),
  };
  const ownBytes = await installedBytesOfOurs();
  const rows: Row[] = [];
  for (const peer of PEERS) {
    process.stderr.write(`${peer.name} …\n`);
    const { command, bytes } = await install(peer, folder.path, upstream.url);
    const [mine, theirs] = await measureInTurns(self, { ...peer, command });
    const compare = (measure: string, unit: string, value: number, other: number): Row => ({
      measure,
      value,
      unit,
      reference: { name: `${peer.name} ${peer.version}`, value: other },
    });
    rows.push(
      {
        ...compare('start', 'ms', median(mine.startMs), median(theirs.startMs)),
        spread: spread(mine.startMs),
      },
      compare('tool definitions', 'bytes', mine.toolBytes, theirs.toolBytes),
      compare('installed', 'bytes', ownBytes, bytes),
      { ...compare('a call', 'ms', median(mine.callMs), median(theirs.callMs)), spread: spread(mine.callMs) },
    );
  }
  return rows.toSorted((one, other) => one.measure.localeCompare(other.measure));
}

interface Measured {
  readonly startMs: number[];
  readonly toolBytes: number;
  readonly callMs: number[];
}

type Contender = Pick<Peer, 'tool' | 'toArguments'> & { readonly command: Command };

/** Whatever else the machine does in the meantime, it does to both. */
async function measureInTurns(...pair: [Contender, Contender]): Promise<[Measured, Measured]> {
  const startMs: [number[], number[]] = [[], []];
  for (let time = 0; time < STARTS; time += 1) {
    for (const side of SIDES) {
      await using server = await startServer(pair[side].command);
      startMs[side].push(server.openedAfterMs);
    }
  }
  await using one = await startServer(pair[0].command);
  await using other = await startServer(pair[1].command);
  const servers = [one, other] as const;
  const callMs: [number[], number[]] = [[], []];
  for (let time = -WARM_UP; time < CALLS; time += 1) {
    for (const side of SIDES) {
      const { tool, toArguments } = pair[side];
      const startedAt = performance.now();
      check(await call(servers[side], tool, toArguments(TASK)), tool);
      if (time >= 0) callMs[side].push(performance.now() - startedAt);
    }
  }
  const measured = async (side: 0 | 1): Promise<Measured> => {
    const { tools } = await servers[side].request('tools/list');
    const toolBytes = Buffer.byteLength(JSON.stringify({ tools }));
    return { startMs: startMs[side], toolBytes, callMs: callMs[side] };
  };
  return [await measured(0), await measured(1)];
}

function call(server: Server, name: string, args: object): Promise<Result> {
  return server.request('tools/call', { name, arguments: args });
}

/** An error is quick; it must not pass for an answer. */
function check(result: Result, tool: string): void {
  if (result['isError'] !== true) return;
  throw new Error(`${tool} failed: ${JSON.stringify(result['content']).slice(0, 300)}`);
}

async function install(
  { name, version, prepare }: Peer,
  folder: string,
  url: string,
): Promise<{ command: Command; bytes: number }> {
  const home = path.join(folder, name.replace(/\W/g, '-'));
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'package.json'), '{"private":true}');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false', '--prefix', home];
  await run('npm', ['install', ...flags, `${name}@${version}`]);
  await prepare?.(home, url);
  const modules = path.join(home, 'node_modules');
  const { bin } = JSON.parse(await readFile(path.join(modules, name, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  const command = {
    command: process.execPath,
    args: [path.join(modules, name, Object.values(bin)[0] ?? '')],
    env: {
      HOME: home,
      DEEPSEEK_API_KEY: KEY,
      DEEPSEEK_BASE_URL: `${url}/v1`,
      SKIP_CONNECTION_TEST: 'true',
      HOUTINI_LM_ENDPOINT_URL: url,
      HOUTINI_LM_API_KEY: KEY,
      LM_STUDIO_PASSWORD: KEY,
      HOUTINI_LM_MODEL: MODEL,
      DEEPSEEK_MODEL: MODEL,
    },
  };
  return { command, bytes: await bytesBelow(modules) };
}

async function installedBytesOfOurs(): Promise<number> {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  return (JSON.parse(stdout) as [{ unpackedSize: number }])[0].unpackedSize;
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => stat(path.join(file.parentPath, file.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

/** This one takes another host over https only, or a provider of the user's own. */
async function writeProvider(home: string, url: string): Promise<void> {
  const registry = path.join(
    home,
    'node_modules/claude-code-deepseek-delegator/src/providers/configs/deepseek.json',
  );
  const provider = JSON.parse(await readFile(registry, 'utf8')) as object;
  await mkdir(path.join(home, '.claude'), { recursive: true });
  const own = { ...provider, api_endpoint: `${url}/v1`, api_key: KEY };
  await writeFile(path.join(home, '.claude/delegator-providers.json'), JSON.stringify([own]));
}
