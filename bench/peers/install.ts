import { execFile } from 'node:child_process';
import { access, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = path.join(
  process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
  'runapi-deepseek-peers',
);
const INSTALL_MS = 300_000;
const FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'];
const NODE_24 = '24.21.0';

interface Request {
  readonly packages: readonly string[];
  readonly flags?: readonly string[];
  /** The required peer dependencies that `--legacy-peer-deps` left out are installed by name. */
  readonly addsPeerDependencies?: boolean;
}

const underWay = new Map<string, Promise<string>>();

/** Installs packages into a folder of the user's cache, where later runs find them, and runs no script of theirs. */
export function installPackages(name: string, request: Request): Promise<string> {
  const found = underWay.get(name) ?? installOnce(name, request);
  underWay.set(name, found);
  return found;
}

async function installOnce(name: string, request: Request): Promise<string> {
  const folder = path.join(CACHE, name.replaceAll(/[^\w.@-]/g, '-'));
  const modules = path.join(folder, 'node_modules');
  const mark = path.join(folder, 'complete');
  if (
    await access(mark).then(
      () => true,
      () => false,
    )
  )
    return modules;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, 'package.json'), '{"private":true}');
  await install(folder, request.packages, request.flags);
  if (request.addsPeerDependencies) await install(folder, await missingPeers(modules), request.flags);
  await writeFile(mark, '');
  return modules;
}

async function install(folder: string, packages: readonly string[], flags: readonly string[] = []) {
  if (packages.length === 0) return;
  // Its own folder: npm takes its project from there.
  await run('npm', ['install', ...FLAGS, ...flags, ...packages], { cwd: folder, timeout: INSTALL_MS });
}

interface Manifest {
  readonly bin?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>>;
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Of one scope only, the packages' own: what a browser would need is not needed here. */
async function missingPeers(modules: string): Promise<string[]> {
  const scope = '@deepseek-ai';
  const present = new Set((await readdir(path.join(modules, scope))).map((name) => `${scope}/${name}`));
  const missing = new Map<string, string>();
  for (const name of present) {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = await readManifest(path.join(modules, name));
    for (const [peer, range] of Object.entries(peerDependencies)) {
      const isNeeded = peer.startsWith(`${scope}/`) && peerDependenciesMeta[peer]?.optional !== true;
      if (isNeeded && !present.has(peer)) missing.set(peer, range);
    }
  }
  return [...missing].map(([peer, range]) => `${peer}@${range}`);
}

/** The file that a command of an installed package runs. */
export async function fileOfCommand(modules: string, name: string, command?: string): Promise<string> {
  const { bin = {} } = await readManifest(path.join(modules, name));
  return path.join(modules, name, (command === undefined ? Object.values(bin)[0] : bin[command]) ?? '');
}

/** For programs that the running Node is too old for. */
export async function installNode24(): Promise<string> {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const modules = await installPackages(`node-${NODE_24}`, { packages: [`${name}@${NODE_24}`] });
  return path.join(modules, name, 'bin', platform === 'win' ? 'node.exe' : 'node');
}

export async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => stat(path.join(file.parentPath, file.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
