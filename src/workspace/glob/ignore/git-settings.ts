import path from 'node:path';
import { parseGitConfig, type GitSetting } from './git-config.ts';
import { readRuleFile } from './rule-file.ts';

/** What of git's configuration bears on ignoring. */
interface GitSettings {
  /** Absolute, or relative to the work tree; an empty one means none. */
  readonly excludesFile: string | undefined;
  readonly ignoreCase: boolean | undefined;
}

interface Source {
  /** The folder of the repository, with its `config`. */
  readonly folder: string;
  readonly home: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** As in git. */
const MAX_INCLUDES = 10;

/** Reads git's configuration files, the system's first: the last value counts. */
export async function readGitSettings({ folder, home, environment }: Source): Promise<GitSettings> {
  const inHome = (...names: string[]) => (home ? [path.join(home, ...names)] : []);
  const xdg = environment['XDG_CONFIG_HOME'];
  const user = xdg ? [path.join(xdg, 'git', 'config')] : inHome('.config', 'git', 'config');
  const global = environment['GIT_CONFIG_GLOBAL'];
  const files = [
    ...(environment['GIT_CONFIG_NOSYSTEM'] ? [] : [environment['GIT_CONFIG_SYSTEM'] ?? '/etc/gitconfig']),
    ...(global === undefined ? [...user, ...inHome('.gitconfig')] : [global]),
    path.join(folder, 'config'),
  ];
  const settings: GitSetting[] = [];
  for (const file of files) settings.push(...(await readConfig(file, home, 0)));
  const last = (name: string) => settings.findLast((setting) => setting.name === name)?.value;
  const excludesFile = last('core.excludesfile');
  return {
    excludesFile: excludesFile === undefined ? undefined : expandHome(excludesFile, home),
    ignoreCase: toBoolean(last('core.ignorecase')),
  };
}

/** Includes take effect where they are written. */
async function readConfig(file: string, home: string | undefined, depth: number): Promise<GitSetting[]> {
  const bytes = await readRuleFile(file, { followLinks: true });
  const settings: GitSetting[] = [];
  for (const setting of bytes ? parseGitConfig(bytes.toString('utf8')) : []) {
    settings.push(setting);
    if (setting.name !== 'include.path' || depth >= MAX_INCLUDES) continue;
    const included = path.resolve(path.dirname(file), expandHome(setting.value, home));
    settings.push(...(await readConfig(included, home, depth + 1)));
  }
  return settings;
}

function expandHome(file: string, home: string | undefined): string {
  return home && file.startsWith('~/') ? path.join(home, file.slice(2)) : file;
}

function toBoolean(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  return !/^(?:false|no|off|0|)$/i.test(value);
}
