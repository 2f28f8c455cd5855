import path from 'node:path';
import { configFilePath } from '../../config/config.ts';
import { secretByName } from '../../secrets/names.ts';

/** Folders of coding agents and editors: what is in them is started, obeyed or holds keys. In small letters. */
const AGENT_FOLDERS = new Set(
  `.aider .agent .agents .amazonq .amp .augment .claude .clinerules .cline .codeium .codex .continue .copilot .crush
  .cursor .devcontainer .factory .fleet .gemini .goose .idea .junie .kilocode .kiro .openclaw .opencode .qoder .qwen
  .roo .trae .vscode .vscode-server .windsurf .zed`.split(/\s+/),
);

/** Folders of clients that keep their configuration where programs of the user do. */
const PROGRAM_FOLDERS = new Set([
  'claude',
  'goose',
  'opencode',
  'zed',
  'crush',
  'codex',
  'runapi',
  'code',
  'cursor',
]);

/** Configuration of agents, by the name of the file. */
const AGENT_FILES =
  /^(?:\.mcp|mcp_config|mcp_settings|cline_mcp_settings|claude_desktop_config|opencode|crush|openclaw|\.claude|\.crush|gemini-extension|\.aider.*|\.?codex)\.(?:json[c5]?|ya?ml|toml)$/;

/** Files that a shell, Git, a package manager or an editor runs or obeys by itself. */
const RUN_BY_THEMSELVES =
  /^(?:\.(?:bash|z|k|fi|c|tc)shrc|\.(?:bash_|z)?(?:profile|login|logout|aliases|env)|\.bash(?:rc|_.*)|\.zsh.*|\.profile|\.login|\.xinitrc|\.xprofile|\.xsession(?:rc)?|\.inputrc|\.envrc|\.direnvrc|\.git(?:config|modules|attributes)|\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs|\.vimrc|\.exrc|\.nvimrc|\.emacs|\.gdbinit|\.lldbinit|\.pythonrc|\.pypirc|\.wgetrc|\.curlrc|\.screenrc|\.tmux\.conf|\.ssh|authorized_keys|\.pre-commit-config\.ya?ml|lefthook\.ya?ml|sitecustomize\.py|usercustomize\.py)$/;

/** Folders whose files are run by Git or by the system. */
const HOOK_FOLDERS = new Set([
  '.husky',
  '.githooks',
  'hooks.d',
  'launchagents',
  'launchdaemons',
  'autostart',
  'cron.d',
]);

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
  if (folders.some((each) => BARE_REPOSITORY.test(each))) return 'belongs to a repository of Git';
  const keyFile = configFilePath(process.env);
  const isKeyFile = keyFile !== undefined && path.relative(keyFile, absolute) === '';
  const isOfProgram = folders.some(
    (each, index) => isProgramFolder(each) && PROGRAM_FOLDERS.has(folders[index + 1] ?? ''),
  );
  if (isKeyFile || isOfProgram || AGENT_FILES.test(name) || folders.some((each) => AGENT_FOLDERS.has(each))) {
    return 'is configuration of this server or of an agent';
  }
  const kind = secretByName(absolute);
  if (kind) return `is a place for secrets: by its name it holds ${kind}`;
  if (RUN_BY_THEMSELVES.test(name) || folders.some((each) => HOOK_FOLDERS.has(each))) {
    return 'is run or obeyed by a shell, Git or another program by itself';
  }
  return undefined;
}

function isProgramFolder(name: string): boolean {
  return name === '.config' || name === 'application support' || name === 'roaming';
}
