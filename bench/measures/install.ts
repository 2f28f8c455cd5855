import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';

const run = promisify(execFile);

/** What a user waits for: the installation of the packed package, and the first and the second start by npx. */
export async function measureInstall(): Promise<Row[]> {
  await using folder = await temporaryFolder();
  const at = (name: string) => path.join(folder.path, name);
  // A cache of its own, or the first time would not be one.
  const environment = { ...process.env, npm_config_cache: at('cache'), npm_config_update_notifier: 'false' };
  const npm = async (command: string, words: readonly string[], cwd: string) => {
    const startedAt = performance.now();
    const { stdout } = await run(command, [...words], { cwd, env: environment });
    return { milliseconds: performance.now() - startedAt, stdout };
  };
  const packed = await npm(
    'npm',
    ['pack', '--ignore-scripts', '--pack-destination', folder.path],
    process.cwd(),
  );
  const tarball = at(packed.stdout.trim().split('\n').at(-1) ?? '');
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts'];
  const installed = await npm('npm', ['install', ...flags, '--prefix', at('project'), tarball], folder.path);
  const start = ['--yes', '--package', tarball, 'runapi-deepseek', '--version'];
  const first = await npm('npx', start, folder.path);
  const second = await npm('npx', start, folder.path);
  return [
    { measure: 'npm install of the package', value: installed.milliseconds, unit: 'ms' },
    { measure: 'npx, the first time', value: first.milliseconds, unit: 'ms' },
    { measure: 'npx, the second time', value: second.milliseconds, unit: 'ms' },
  ];
}
