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
    description: 'ask for one answer; it goes to stdout as it arrives, everything else to stderr',
    load: async () => (await import('./commands/chat.ts')).addChatCommand,
  },
  {
    name: 'map',
    synopsis: '[options] <prompt> <files...>',
    description: 'run one prompt over many files and save each answer; run it again to do what is missing',
    load: async () => (await import('./commands/map.ts')).addMapCommand,
  },
  {
    name: 'runs',
    synopsis: '',
    description: 'what was asked for and received, kept for a week',
    load: async () => (await import('./commands/runs.ts')).addRunsCommand,
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
    synopsis: '',
    description: 'check key, base URL, models, the three protocols, folders and Node.js; says what to do',
    load: async () => (await import('./commands/doctor.ts')).addDoctorCommand,
  },
  {
    name: 'install',
    synopsis: '[options] [client]',
    description:
      "add the server to a client's configuration, after showing the change; without a name, list the clients",
    load: async () => (await import('./commands/install.ts')).addInstallCommand,
  },
  {
    name: 'uninstall',
    synopsis: '[options] [client]',
    description: "take the server out of a client's configuration again",
    load: async () => (await import('./commands/install.ts')).addUninstallCommand,
  },
  {
    name: 'serve',
    synopsis: '',
    description: 'MCP server on stdin and stdout (also what runs without a command when stdin is a pipe)',
    load: async () => (await import('./commands/serve.ts')).addServeCommand,
  },
  {
    name: 'sandbox',
    synopsis: '[options]',
    description: 'an offline stand-in for RunAPI on loopback: no key, no network, no model',
    load: async () => (await import('./commands/sandbox.ts')).addSandboxCommand,
  },
  {
    name: 'demo',
    synopsis: '[options]',
    description: 'see the whole product at work: no key and no network needed',
    load: async () => (await import('./commands/demo.ts')).addDemoCommand,
  },
];
