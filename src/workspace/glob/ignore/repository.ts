import { homedir } from 'node:os';
import path from 'node:path';
import { readGitSettings } from './git-settings.ts';
import { readRuleFile } from './rule-file.ts';

/** What a repository ignores apart from the `.gitignore` files of its work tree. */
interface Repository {
  /** The one that decides last comes last. */
  readonly ruleFiles: readonly { readonly name: string; readonly bytes: Buffer }[];
  readonly ignoreCase: boolean;
}

/** As the usual file system of the platform does; what `git init` found out and wrote down counts more. */
const IGNORE_CASE = process.platform === 'win32' || process.platform === 'darwin';

/**
 * Reads what git reads for a work tree: the file that `core.excludesFile` names, and `info/exclude`.
 *
 * @param top - Where the work tree starts. In a folder that is no repository there is nothing.
 */
export async function readRepository(top: string): Promise<Repository> {
  const folder = await gitFolder(top);
  if (folder === undefined) return { ruleFiles: [], ignoreCase: IGNORE_CASE };
  const home = homeFolder();
  const settings = await readGitSettings({ folder, home, environment: process.env });
  const excludesFile = settings.excludesFile ?? defaultExcludesFile(home);
  const files = [
    ...(excludesFile ? [{ name: "git's global ignore file", file: path.resolve(top, excludesFile) }] : []),
    { name: '.git/info/exclude', file: path.join(folder, 'info', 'exclude') },
  ];
  const ruleFiles = await Promise.all(
    files.map(async ({ name, file }) => {
      const bytes = await readRuleFile(file, { followLinks: true });
      return bytes && { name, bytes };
    }),
  );
  return {
    ruleFiles: ruleFiles.filter((read) => read !== undefined),
    ignoreCase: settings.ignoreCase ?? IGNORE_CASE,
  };
}

/** The folder with `config` and `info`: of a linked work tree, that of its main repository. */
async function gitFolder(top: string): Promise<string | undefined> {
  const folder = path.join(top, '.git');
  if (await hasHead(folder)) return folder;
  const pointer = await readText(folder);
  const named = pointer && /^gitdir: (.+?)\s*$/.exec(pointer)?.[1];
  if (!named) return undefined;
  const own = path.resolve(top, named);
  const common = (await readText(path.join(own, 'commondir')))?.trim();
  return common ? path.resolve(own, common) : own;
}

async function hasHead(folder: string): Promise<boolean> {
  return (await readRuleFile(path.join(folder, 'HEAD'), { followLinks: true })) !== undefined;
}

async function readText(file: string): Promise<string | undefined> {
  return (await readRuleFile(file, { followLinks: true }))?.toString('utf8');
}

function defaultExcludesFile(home: string | undefined): string | undefined {
  const folder = process.env['XDG_CONFIG_HOME'] || (home && path.join(home, '.config'));
  return folder && path.join(folder, 'git', 'ignore');
}

function homeFolder(): string | undefined {
  try {
    return process.env['HOME'] || homedir();
  } catch {
    // A user without an entry has none.
    return undefined;
  }
}
