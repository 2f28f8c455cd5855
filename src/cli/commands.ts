import type { AddCommand } from './add-command.ts';

/** What the help shows of a command without loading it. */
export interface ListedCommand {
  readonly name: string;
  /** Its options and arguments, as in a usage line. */
  readonly synopsis: string;
  readonly description: string;
  readonly load: () => Promise<AddCommand>;
}

/** In the order of the help. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'chat',
    synopsis: '[options] [prompt]',
    description: 'get one answer from DeepSeek; it is streamed to stdout, everything else goes to stderr',
    load: async () => (await import('./commands/chat.ts')).addChatCommand,
  },
  {
    name: 'map',
    synopsis: '[options] <prompt> <files...>',
    description: 'run one prompt over many files and save each answer; run it again to process missing files',
    load: async () => (await import('./commands/map.ts')).addMapCommand,
  },
  {
    name: 'edit',
    synopsis: '[options] <prompt> [files...]',
    description: 'have files changed, all or none; "runs undo ID" takes the change back',
    load: async () => (await import('./commands/edit.ts')).addEditCommand,
  },
  {
    name: 'runs',
    synopsis: '',
    description: 'past requests and their answers: list, show, continue, cancel, undo, remove',
    load: async () => (await import('./commands/runs.ts')).addRunsCommand,
  },
  {
    name: 'usage',
    synopsis: '[options]',
    description: 'what was spent: tokens, cached share and cost, by model, project, client or time',
    load: async () => (await import('./commands/usage.ts')).addUsageCommand,
  },
  {
    name: 'dashboard',
    synopsis: '[options]',
    description: 'watch runs, changes, usage and budget in the browser',
    load: async () => (await import('./commands/dashboard.ts')).addDashboardCommand,
  },
  {
    name: 'conversations',
    synopsis: '',
    description: 'this project\'s conversations (--conversation new, or conversation_id "new")',
    load: async () => (await import('./commands/conversations.ts')).addConversationsCommand,
  },
  {
    name: 'models',
    synopsis: '[options]',
    description: 'list the models that the key can use',
    load: async () => (await import('./commands/models.ts')).addModelsCommand,
  },
  {
    name: 'doctor',
    synopsis: '[options]',
    description:
      'check configuration, key, protocols, state folder, clients and Node.js, and say what to do about each problem',
    load: async () => (await import('./commands/doctor.ts')).addDoctorCommand,
  },
  {
    name: 'install',
    synopsis: '[options] [client]',
    description:
      "add the server to a client's configuration; shows the change first. Without a name: list the clients",
    load: async () => (await import('./commands/install.ts')).addInstallCommand,
  },
  {
    name: 'uninstall',
    synopsis: '[options] [client]',
    description: "remove the server from a client's configuration; shows the change first",
    load: async () => (await import('./commands/uninstall.ts')).addUninstallCommand,
  },
  {
    name: 'serve',
    synopsis: '[options]',
    description: 'MCP server on stdin and stdout, the default if stdin is a pipe; or over HTTP',
    load: async () => (await import('./commands/serve.ts')).addServeCommand,
  },
  {
    name: 'sandbox',
    synopsis: '[options]',
    description: 'a local stand-in for RunAPI: no key, no network, no model',
    load: async () => (await import('./commands/sandbox.ts')).addSandboxCommand,
  },
  {
    name: 'demo',
    synopsis: '[options]',
    description: 'see everything at work against the sandbox, without a key or a network',
    load: async () => (await import('./commands/demo.ts')).addDemoCommand,
  },
];
