import path from 'node:path';
import { applicationFolder, configFolder, type Surroundings } from './surroundings.ts';

/** How the server is started. */
export interface ServerEntry {
  readonly command: string;
  readonly args: readonly string[];
  /** The key, if it is to stand in the file; undefined to refer to it. */
  readonly key: string | undefined;
  /** Where the key is for, if that is not RunAPI's own address: without it, the key would go there. */
  readonly baseUrl: string | undefined;
}

/** One client: where it reads its servers from, and how it wants them to be written. */
export interface Client {
  readonly id: string;
  readonly title: string;
  readonly format: 'json' | 'toml' | 'yaml';
  /** The file of a user; undefined on a platform that the client does not run on. */
  readonly userFile: (surroundings: Surroundings) => string;
  /** Relative to the project, where the client has such a file. */
  readonly projectFile?: string;
  /** Where in the file the entry stands. */
  readonly section: readonly string[];
  readonly toEntry: (server: ServerEntry) => Record<string, unknown>;
  /** Entries beside it that it needs, each by where it stands, in lists that are told apart by `id`. */
  readonly companion?: {
    readonly section: string;
    readonly value: { readonly id: string } & Record<string, unknown>;
  };
  /** How the key gets to the server if it is not written; for people. */
  readonly keyHint: string;
  /** Where the client looks for skills. */
  readonly skillFolder?: (surroundings: Surroundings) => string;
}

const KEY = 'RUNAPI_API_KEY';
const FROM_SHELL = `The client takes ${KEY} from the environment in which it is started.`;
const FROM_FILE = `The client cannot refer to a variable, so the server takes the key from the file that "runapi login" writes, or from ${KEY} where the client passes it on. --write-key writes it into the client's file.`;

/** The shape that most clients share. */
function plain(reference?: string, more: Record<string, unknown> = {}): Client['toEntry'] {
  return (server) => ({
    command: server.command,
    args: server.args,
    ...inField('env', valuesOf(server, reference)),
    ...more,
  });
}

/** The variables that stand in the file with their values. */
function valuesOf({ key, baseUrl }: ServerEntry, reference?: string): Record<string, string> {
  const value = key ?? reference;
  return {
    ...(value !== undefined && { [KEY]: value }),
    ...(baseUrl !== undefined && { RUNAPI_BASE_URL: baseUrl }),
  };
}

/** No field at all where there is nothing to put into it. */
function inField(field: string, values: Record<string, string>): Record<string, unknown> {
  return Object.keys(values).length > 0 ? { [field]: values } : {};
}

const inHome =
  (...parts: string[]) =>
  ({ home }: Surroundings) =>
    path.join(home, ...parts);

function inVsCode(...parts: string[]): Client['userFile'] {
  return (surroundings) => path.join(applicationFolder(surroundings), 'Code', 'User', ...parts);
}

const VS_CODE_INPUT = {
  type: 'promptString',
  id: 'runapi-api-key',
  description: 'RunAPI key (https://runapi.ai/api_keys)',
  password: true,
};

export const CLIENTS: readonly Client[] = [
  {
    id: 'claude-code',
    title: 'Claude Code',
    format: 'json',
    userFile: ({ environment, home }) => path.join(environment['CLAUDE_CONFIG_DIR'] || home, '.claude.json'),
    projectFile: '.mcp.json',
    section: ['mcpServers'],
    toEntry: (server) => ({ type: 'stdio', ...plain(`\${${KEY}:-}`)(server) }),
    keyHint: FROM_SHELL,
    skillFolder: ({ environment, home }) =>
      path.join(environment['CLAUDE_CONFIG_DIR'] || path.join(home, '.claude'), 'skills'),
  },
  {
    id: 'claude-desktop',
    title: 'Claude Desktop',
    format: 'json',
    userFile: (surroundings) =>
      path.join(applicationFolder(surroundings), 'Claude', 'claude_desktop_config.json'),
    section: ['mcpServers'],
    toEntry: plain(),
    keyHint: `${FROM_FILE} The .mcpb bundle keeps it in the system's own store.`,
  },
  {
    id: 'cursor',
    title: 'Cursor',
    format: 'json',
    userFile: inHome('.cursor', 'mcp.json'),
    projectFile: path.join('.cursor', 'mcp.json'),
    section: ['mcpServers'],
    toEntry: plain(`\${env:${KEY}}`),
    keyHint: FROM_SHELL,
  },
  {
    id: 'vscode',
    title: 'VS Code',
    format: 'json',
    userFile: inVsCode('mcp.json'),
    projectFile: path.join('.vscode', 'mcp.json'),
    section: ['servers'],
    toEntry: (server) => ({ type: 'stdio', ...plain(`\${input:${VS_CODE_INPUT.id}}`)(server) }),
    companion: { section: 'inputs', value: VS_CODE_INPUT },
    keyHint: 'VS Code asks for the key once and keeps it in its own store.',
  },
  {
    id: 'codex',
    title: 'Codex',
    format: 'toml',
    userFile: ({ environment, home }) =>
      path.join(environment['CODEX_HOME'] || path.join(home, '.codex'), 'config.toml'),
    section: ['mcp_servers'],
    toEntry: (server) => ({
      command: server.command,
      args: server.args,
      ...(server.key === undefined && { env_vars: [KEY] }),
      ...inField('env', valuesOf(server)),
    }),
    keyHint: `Codex passes ${KEY} on from the environment in which it is started.`,
    skillFolder: inHome('.agents', 'skills'),
  },
  {
    id: 'gemini',
    title: 'Gemini CLI',
    format: 'json',
    userFile: inHome('.gemini', 'settings.json'),
    projectFile: path.join('.gemini', 'settings.json'),
    section: ['mcpServers'],
    toEntry: plain(`\${${KEY}:-}`),
    keyHint: FROM_SHELL,
    skillFolder: inHome('.gemini', 'skills'),
  },
  {
    id: 'openclaw',
    title: 'OpenClaw',
    format: 'json',
    userFile: ({ environment, home }) =>
      path.join(environment['OPENCLAW_STATE_DIR'] || path.join(home, '.openclaw'), 'openclaw.json'),
    section: ['mcp', 'servers'],
    toEntry: plain(`\${${KEY}}`),
    keyHint: FROM_SHELL,
    skillFolder: inHome('.agents', 'skills'),
  },
  {
    id: 'opencode',
    title: 'opencode',
    format: 'json',
    userFile: (surroundings) => path.join(configFolder(surroundings), 'opencode', 'opencode.json'),
    projectFile: 'opencode.json',
    section: ['mcp'],
    toEntry: (server) => ({
      type: 'local',
      command: [server.command, ...server.args],
      enabled: true,
      environment: valuesOf(server, `{env:${KEY}}`),
    }),
    keyHint: FROM_SHELL,
    skillFolder: inHome('.agents', 'skills'),
  },
  {
    id: 'windsurf',
    title: 'Windsurf',
    format: 'json',
    userFile: inHome('.codeium', 'windsurf', 'mcp_config.json'),
    section: ['mcpServers'],
    toEntry: plain(`\${env:${KEY}}`),
    keyHint: FROM_SHELL,
  },
  {
    id: 'zed',
    title: 'Zed',
    format: 'json',
    userFile: (surroundings) =>
      surroundings.platform === 'win32'
        ? path.join(applicationFolder(surroundings), 'Zed', 'settings.json')
        : path.join(configFolder(surroundings), 'zed', 'settings.json'),
    projectFile: path.join('.zed', 'settings.json'),
    section: ['context_servers'],
    toEntry: (server) => ({ source: 'custom', ...plain()(server) }),
    keyHint: FROM_FILE,
  },
  {
    id: 'cline',
    title: 'Cline',
    format: 'json',
    userFile: inVsCode('globalStorage', 'saoudrizwan.claude-dev', 'settings', 'cline_mcp_settings.json'),
    section: ['mcpServers'],
    toEntry: plain(undefined, { disabled: false }),
    keyHint: FROM_FILE,
  },
  {
    id: 'roo',
    title: 'Roo Code',
    format: 'json',
    userFile: inVsCode('globalStorage', 'rooveterinaryinc.roo-cline', 'settings', 'mcp_settings.json'),
    projectFile: path.join('.roo', 'mcp.json'),
    section: ['mcpServers'],
    toEntry: plain(`\${env:${KEY}}`),
    keyHint: FROM_SHELL,
  },
  {
    id: 'goose',
    title: 'Goose',
    format: 'yaml',
    userFile: (surroundings) =>
      surroundings.platform === 'win32'
        ? path.join(applicationFolder(surroundings), 'Block', 'goose', 'config', 'config.yaml')
        : path.join(configFolder(surroundings), 'goose', 'config.yaml'),
    section: ['extensions'],
    toEntry: (server) => ({
      name: 'deepseek',
      type: 'stdio',
      enabled: true,
      cmd: server.command,
      args: server.args,
      ...(server.key === undefined && { env_keys: [KEY] }),
      ...inField('envs', valuesOf(server)),
      timeout: 300,
    }),
    keyHint: `Goose asks for ${KEY} and keeps it in its own store.`,
  },
];
