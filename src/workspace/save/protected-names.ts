/** Names in small letters, of what a program obeys or runs without being asked. */

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Folders of coding agents and editors: what is in them is started, obeyed or holds keys. */
const AGENTS = words(`
  .adal .agent .agents .aichat .aide .aider .amazonq .amp .ampcode .anthropic .antigravity .augment .bob .blackbox
  .cherrystudio .claude .clawdbot .cline .clinerules .codebuddy .codebuff .codegpt .commandcode .cortex .droid .fabric
  .firebender .hermes .jules .mcpjam .moltbot .mux .nanobot .neovate .ollama .openai .pi .picoclaw .serena .zeroclaw .codeium .codex .codium .cody .coderabbit .continue .copilot .crush .cursor .devcontainer .devin
  .factory .fleet .forge .gemini .goose .gptme .grok .idea .iflow .junie .kilocode .kimi .kiro .kode .letta .lingma
  .lmstudio .marscode .mcp .mentat .nova .openclaw .opencode .openhands .pearai .plandex .pochi .qoder .qodo .qwen .raycast
  .refact .roo .rovodev .smithery .sourcegraph .sweep .tabby .tabnine .theia .trae .vibe .void .vs .vscode .vscode-oss
  .vscodium .warp .windsurf .zed .zencoder`);

/** A folder of an agent, also of its preview or its remote part, such as `.vscode-insiders`. */
export const AGENT_FOLDER = new RegExp(
  `^(?:${alternatives(AGENTS)})(?:[-_](?:insiders|server|remote|nightly|next|dev|cli|client|home|plugins?))*$`,
);

/** A file that an agent reads beside its folder or instead of it, such as `.cursorrules` or `.devcontainer.json`. */
export const AGENT_FILE = new RegExp(
  [
    `^(?:${alternatives(AGENTS)})(?:[-_]?(?:rules|guidelines|ignore|indexingignore|hints|modes|rc|config|settings|mcp))*(?:[.-][\\w.-]*)?$`,
    '^\\.(?:rules|gitpod\\.ya?ml|replit)$',
    '^(?:\\.(?:[\\w.-]+[-_.])?|[\\w.-]+[-_.])mcp\\.(?:json[c5]?|ya?ml|toml)$',
    '^\\.?(?:[\\w.-]+[-_.])?mcp[-_.]?(?:config|settings|servers|local)\\.(?:json[c5]?|ya?ml|toml)$',
    '^\\.?(?:claude_desktop_config|opencode|crush|openclaw|gemini-extension|codex|librechat)\\.(?:json[c5]?|ya?ml|toml)$',
    '^copilot-instructions\\.md$',
    '\\.code-workspace$',
  ].join('|'),
);

/** Folders below the one for configuration, such as `~/.config`, of programs that start what is written in them. */
export const PROGRAM_FOLDERS: ReadonlySet<string> = new Set([
  ...words(`
    aichat alacritty amp antigravity awesome bash block bspwm cargo doom droid elvish emacs fabric foot gh ghostty
    io.datasette.llm jetbrains lf mcp micro mods mpv mutt npm nushell polybar qoder qtile ranger shell_gpt sublime-text
    sxhkd uv xonsh yazi zellij claude cherrystudio code codex crush cursor direnv environment.d fish
    gemini git github-copilot goose helix hypr i3 kiro kitty mcphub mise nvim openbox opencode pip powershell qwen runapi
    sway systemd tmux trae vim void vscodium wezterm windsurf xfce4 zed zsh`),
  'code - insiders',
  'code - oss',
]);

/** Folders whose files are run by a shell, Git, another tool or the system. */
export const HOOK_FOLDER =
  /^(?:\.husky|[._]?git-?hooks|\.hooks|hooks\.d|\.?lefthook|\.overcommit|launchagents|launchdaemons|autostart|start menu|cron\.(?:d|hourly|daily|weekly|monthly)|\.?profile\.d|init\.d|\.oh-my-zsh|\.bash_completion\.d|\.n?vim|\.emacs\.d|\.ipython|\.jupyter|\.ssh|\.direnv|\.mise|\.yarn|\.mvn|\.(?:bash|zsh)(?:rc|env)?\.d|\.z(?:sh|func(?:tions)?)|\.bash_it|\.elvish|\.hammerspoon|\.tmux|\.byobu|\.gdb|\.julia|\.swipl|\.groovy|\.bundle)$/;

/** Folders within another one, whose files are started by their names or are instructions to an agent. */
export const INNER_FOLDER =
  /(?:^|\/)(?:\.local\/(?:bin|share\/(?:applications|dbus-1|systemd|nvim|zed|goose|opencode))|node_modules\/\.bin|\.?v(?:irtual)?env[\w.-]*\/(?:bin|scripts)|\.github\/(?:agents|chatmodes|hooks|instructions|prompts|skills)|\.gitlab\/duo)(?:\/|$)/;

/** What Git runs by its name, wherever `core.hooksPath` points. */
export const GIT_HOOK =
  /^(?:(?:pre|post)-applypatch|applypatch-msg|pre-commit|pre-merge-commit|prepare-commit-msg|commit-msg|post-commit|pre-rebase|post-checkout|post-merge|pre-push|pre-receive|proc-receive|post-receive|post-update|reference-transaction|push-to-checkout|pre-auto-gc|post-rewrite|sendemail-validate|fsmonitor-watchman)$/;

/** Files that a shell, Git, a package manager, an interpreter or an editor runs or obeys by itself. */
export const RUN_BY_ITSELF = new RegExp(
  `^(?:${[
    // Shells and sessions
    '\\.(?:bash|z|k|mk|fi|c|tc)shrc|\\.(?:bash_|z)?(?:profile|login|logout|aliases|env)|\\.bash(?:rc|_.*)|\\.zsh.*',
    '\\.(?:profile|login|kshrc|mkshrc|cshrc|tcshrc|xinitrc|xserverrc|xprofile|xsession(?:rc)?|xresources|xdefaults)',
    '.*profile\\.ps1|\\.(?:inputrc|pam_environment|screenrc|tmux\\.conf.*)|autorun\\.inf',
    '\\.(?:mailcap|forward|procmailrc|rhosts|shosts)|authorized_keys|\\.ssh',
    '\\.[\\w.-]+\\.(?:ba|z|fi|k|c|tc)?sh|\\.(?:xonshrc|elvishrc|xmodmap|xbindkeysrc|crontab)|starship\\.toml|crontab',
    'autoexec\\.bat|desktop\\.ini|.*\\.(?:lnk|scf|url)',
    // On entering a folder
    '\\.(?:envrc.*|direnvrc|rvmrc|autoenv.*)|direnv\\.toml|\\.?(?:mise|rtx)(?:\\.[\\w-]+)*\\.toml',
    // Version control and its hooks
    '\\.git(?:config|modules|attributes)|\\.hgrc|\\.pre-commit-config\\.ya?ml|\\.huskyrc(?:\\..*)?|\\.lintstagedrc(?:\\..*)?',
    '\\.?lefthook(?:-local)?\\.(?:ya?ml|toml|json[c5]?)|\\.?simple-git-hooks\\..*|\\.overcommit\\.yml|captainhook\\.json',
    // Package managers and network tools
    '\\.npmrc|\\.yarnrc(?:\\.yml)?|\\.pnpmfile\\.[cm]?js|bunfig\\.toml|\\.pypirc|pip\\.(?:conf|ini)|\\.(?:wget|curl|conda|gem)rc',
    '\\.pnp\\.(?:c?js|loader\\.mjs)|init\\.gradle(?:\\.kts)?',
    // Editors, debuggers and interpreters
    '[._]l?(?:g?vimrc|exrc)(?:\\..*)?|\\.dir-locals(?:-2)?\\.el|\\.wezterm\\.lua|\\.(?:nano|mutt|mail)rc',
    '\\.(?:nvimrc|nvim\\.lua|emacs|spacemacs|gdbinit|lldbinit|pythonrc|pythonstartup|irbrc|pryrc|rprofile)',
    '\\.(?:pdbrc|pythonrc\\.py|renviron|juliarc\\.jl|iex\\.exs|erlang|railsrc|noderc|sbclrc|clisprc|racketrc|scalarc)',
    '\\.(?:psqlrc|sqliterc|perldb|ghci|ocamlinit|guile|octaverc)|(?:site|user)customize\\.py|.*\\.pth',
  ].join('|')})$`,
);

function alternatives(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('.', '\\.')).join('|');
}
