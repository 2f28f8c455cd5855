import { homedir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { protectedTarget } from '../../../src/workspace/save/protected-targets.ts';

afterEach(() => vi.unstubAllEnvs());

test.for(
  [
    [
      'the folder of an agent',
      ['.iflow/settings.json', '.vscode-insiders/tasks.json', '.lingma/a', '.kimi/mcp.json'],
    ],
    [
      'a file of an agent',
      ['.clinerules', '.cursorrules', '.roomodes', '.goosehints', '.cursorignore', '.crush.json'],
    ],
    [
      'a list of MCP servers',
      ['.unheard-of/mcp.json', 'mcp-config.json', 'x/project.mcp.json', 'librechat.yaml'],
    ],
    [
      'an editor that runs tasks',
      ['a.code-workspace', '.devcontainer.json', '.nova/Tasks/a.json', '.vscodium/tasks.json'],
    ],
    [
      'a program of the user',
      ['.config/fish/conf.d/a.fish', '.config/Code - Insiders/User/mcp.json', '.config/git/config'],
    ],
    [
      'a hook of Git',
      ['pre-commit', 'tools/hooks/commit-msg', '.git-hooks/a', 'x/hooks/update', '.lefthook/a/b'],
    ],
    [
      'instructions to an agent',
      [
        '.github/copilot-instructions.md',
        '.github/prompts/a.prompt.md',
        '.claude-plugin/plugin.json',
        'hooks/hooks.json',
      ],
    ],
    [
      'a shell that reads a whole folder',
      ['.bashrc.d/a', '.zsh/a', '.fzf.bash', '.config/nushell/config.nu', '.tmux.conf.local', '.envrc.local'],
    ],
    [
      'a folder of programs that are found by name',
      ['.local/bin/ls', 'node_modules/.bin/tsc', '.venv/bin/activate', '.local/share/applications/a.desktop'],
    ],
    ['an editor that evaluates it', ['.dir-locals.el', '_vimrc', '.lvimrc', '.pdbrc', '.pnp.cjs']],
    ['another version control', ['.hg/hgrc', '.svn/hooks/pre-commit.tmpl', '.jj/repo/config.toml']],
    [
      'a shell',
      ['.bash_functions', 'Documents/PowerShell/Microsoft.PowerShell_profile.ps1', 'etc/profile.d/a.sh'],
    ],
    ['what is run on entering a folder', ['.mise.toml', 'mise.local.toml', '.rvmrc', '.autoenv.zsh']],
    ['a package manager', ['.cargo/config.toml', '.yarn/releases/yarn.cjs', 'bunfig.toml', 'pip.conf']],
    ['an interpreter', ['lib/a.pth', '.Rprofile', '.irbrc', '.ipython/profile_default/startup/a.py']],
  ].flatMap(([what, files]) => (files as string[]).map((file) => [file, what as string] as const)),
)('%s is not written to: it belongs to %s', ([file]) => {
  expect(protectedTarget(`/srv/project/${file}`)).toMatch(/^(is|belongs)/);
});

test.for(['.unheard-of-rc', '.config/unheard-of/a.toml'])('nothing is written to ~/%s', (file) => {
  expect(protectedTarget(path.join(homedir(), file))).toMatch(/^is/);
});

test.for([
  'src/hooks/useCart.ts',
  'hooks/update.ts',
  'src/agents/mcp.ts',
  'docs/mcp.md',
  '.github/workflows/ci.yml',
  '.storybook/main.ts',
  '.changeset/a.md',
  '.gitignore',
  'env/bin.ts',
  'scripts/build.sh',
  'bin/tool',
  'docs/urls.md',
  'src/pi/index.ts',
  '.prettierrc',
  '.eslintrc.js',
  '.config/jest.config.js',
  'config.toml',
  'claude/notes.md',
  'vim/notes.md',
  'src/profile.ts',
  'docs/pre-commit.md',
  'AGENTS.md',
])('%s is a file like any other', (file) => {
  expect(protectedTarget(`/srv/project/${file}`)).toBeUndefined();
});

test('configuration that the user has moved elsewhere is not written to', () => {
  vi.stubEnv('XDG_CONFIG_HOME', '/srv/project/settings');
  vi.stubEnv('CODEX_HOME', '/srv/project/codex-files');

  expect(protectedTarget('/srv/project/settings/goose/config.yaml')).toMatch(/^is configuration/);
  expect(protectedTarget('/srv/project/codex-files/config.toml')).toMatch(/^is configuration/);
  expect(protectedTarget('/srv/project/settings/notes.md')).toBeUndefined();
});
