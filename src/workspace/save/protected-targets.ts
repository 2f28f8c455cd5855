import { homedir } from 'node:os';
import path from 'node:path';
import { configFilePath } from '../../config/config.ts';
import { secretByName } from '../../secrets/names.ts';
import { isInside } from '../inside.ts';
import {
  AGENT_FILE,
  AGENT_FOLDER,
  GIT_HOOK,
  HOOK_FOLDER,
  INNER_FOLDER,
  PROGRAM_FOLDERS,
  RUN_BY_ITSELF,
} from './protected-names.ts';

/** What these name is a folder for the configuration of programs, or of one agent. */
const CONFIGURATION_VARIABLES = ['XDG_CONFIG_HOME'];
const AGENT_VARIABLES = ['CLAUDE_CONFIG_DIR', 'CODEX_HOME', 'OPENCLAW_STATE_DIR'];

/** Folders of other version control, which have hooks and configuration of their own. */
const VERSION_CONTROL = /^(?:\.(?:hg|svn|jj|bzr|sl|pijul|darcs)|_darcs)$/;

export const BELONGS_TO_GIT = 'belongs to a repository of Git';

/** A repository without a working tree, such as `mirror.git`, has Git's own files in it. */
const BARE_REPOSITORY = /\.git$/;

/**
 * Why nothing is written to an absolute path, wherever the roots are; undefined where it may be. What a model
 * writes there would be run by Git, a shell or an agent, or would take the place of a key.
 */
export function protectedTarget(absolute: string): string | undefined {
  const plain = absolute
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replaceAll('\\', '/')
    .toLowerCase();
  const names = plain.split('/').filter(Boolean);
  const name = names.at(-1) ?? '';
  const folders = names.slice(0, -1);
  if (names.some((each) => each === '.git' || each === 'git~1')) return 'belongs to Git itself';
  if (folders.some((each) => BARE_REPOSITORY.test(each))) return BELONGS_TO_GIT;
  if (folders.some((each) => VERSION_CONTROL.test(each))) return 'belongs to a version control system itself';
  const keyFile = configFilePath(process.env);
  const isKeyFile = keyFile !== undefined && path.relative(keyFile, absolute) === '';
  if (isKeyFile || isOfProgram(folders) || isBelowVariable(absolute) || isOfAgent(name, folders)) {
    return 'is configuration of this server or of an agent, or starts another program';
  }
  const kind = secretByName(absolute);
  if (kind) return `is a place for secrets: by its name it holds ${kind}`;
  const isHook = GIT_HOOK.test(name) || (name === 'update' && folders.at(-1) === 'hooks');
  const isHome = isHomeConfiguration(absolute);
  const isCargo = /^config(?:\.toml)?$/.test(name) && folders.at(-1) === '.cargo';
  const isInner =
    INNER_FOLDER.test(folders.join('/')) || (name === 'hooks.json' && folders.at(-1) === 'hooks');
  if (
    isHook ||
    isCargo ||
    isHome ||
    isInner ||
    RUN_BY_ITSELF.test(name) ||
    folders.some((each) => HOOK_FOLDER.test(each))
  ) {
    return 'is run or obeyed by a shell, Git or another program by itself';
  }
  return undefined;
}

function isOfAgent(name: string, folders: readonly string[]): boolean {
  if (AGENT_FILE.test(name) || folders.some((each) => AGENT_FOLDER.test(each))) return true;
  // Agents that nobody has listed keep their servers like this too.
  return name === 'mcp.json' && folders.at(-1)?.startsWith('.') === true;
}

function isOfProgram(folders: readonly string[]): boolean {
  return folders.some(
    (each, index) => isProgramFolder(each) && PROGRAM_FOLDERS.has(folders[index + 1] ?? ''),
  );
}

function isProgramFolder(name: string): boolean {
  return name === '.config' || name === 'application support' || name === 'roaming';
}

/** A hidden file in the home folder, or anything below the folder for configuration there. */
function isHomeConfiguration(absolute: string): boolean {
  const home = homedir();
  if (!isInside(home, absolute)) return false;
  const [first = '', ...rest] = path.relative(home, absolute).split(path.sep);
  return first === '.config' || (first.startsWith('.') && rest.length === 0);
}

/** Where the user has moved the configuration of agents or programs to. */
function isBelowVariable(absolute: string): boolean {
  const below = (variable: string): string | undefined => {
    const folder = process.env[variable];
    if (!folder || !path.isAbsolute(folder)) return undefined;
    return isInside(folder, absolute) ? path.relative(folder, absolute) : undefined;
  };
  const [program = ''] = (CONFIGURATION_VARIABLES.map(below).find(Boolean) ?? '')
    .toLowerCase()
    .split(path.sep);
  return PROGRAM_FOLDERS.has(program) || AGENT_VARIABLES.some((variable) => below(variable) !== undefined);
}
