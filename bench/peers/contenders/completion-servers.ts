import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { KEY, MODEL, type Abilities, type Contender, type Task } from '../contender.ts';
import { bytesBelow, fileOfCommand, installNode24, installPackages } from '../install.ts';
import type { World } from '../world.ts';

interface Description extends Pick<Contender, 'name' | 'version'>, Abilities {
  /** By what it declares. */
  readonly needsNode24?: boolean;
  /** Beside the key, and the URL where it is given. */
  readonly settings?: (url: string) => Readonly<Record<string, string>>;
  readonly prepare?: (modules: string, world: World, url: string) => Promise<void>;
}

/** Their own limits, where they have one, are well below the time that is waited for them. */
const SECONDS = 20;
const DONE = () => ({ text: 'Done.' });

const call = (tool: string, args: Record<string, unknown>): Task => ({ tool, args });

/** They stream where the tool has an option for it: a long answer would be asked for so. */
const SERVERS: readonly Description[] = [
  {
    name: 'deepseek-mcp-server',
    version: '1.0.1',
    answer: (message) => call('chat_completion', { message, model: MODEL, stream: true }),
    settings: () => ({ DEEPSEEK_REQUEST_TIMEOUT_MS: String(SECONDS * 1000) }),
  },
  {
    name: '@arikusi/deepseek-mcp-server',
    version: '2.3.0',
    needsNode24: true,
    answer: (content) =>
      call('deepseek_chat', { messages: [{ role: 'user', content }], model: MODEL, stream: true }),
    settings: () => ({ SKIP_CONNECTION_TEST: 'true', REQUEST_TIMEOUT: String(SECONDS * 1000) }),
  },
  {
    name: 'claude-code-deepseek-delegator',
    version: '3.0.0',
    answer: (prompt) => call('deepseek', { prompt, model: MODEL, stream: true }),
    read: (file) => ({
      task: call('deepseek', { prompt: 'Summarise the file.', model: MODEL, files: [file] }),
      script: DONE,
    }),
    settings: () => ({ DELEGATOR_TIMEOUT: String(SECONDS * 1000) }),
    prepare: writeProvider,
  },
  {
    name: '@houtini/lm',
    version: '3.2.4',
    needsNode24: true,
    answer: (message) => call('chat', { message }),
    read: (file) => ({
      task: call('code_task_files', { paths: [file], task: 'Summarise the file.' }),
      script: DONE,
    }),
    settings: (url) => ({
      HOUTINI_LM_ENDPOINT_URL: url,
      HOUTINI_LM_API_KEY: KEY,
      LM_STUDIO_PASSWORD: KEY,
      HOUTINI_LM_MODEL: MODEL,
    }),
  },
  {
    name: 'deepseek-subagent-mcp-server',
    version: '0.2.0',
    answer: (task) => call('deepseek_task', { task }),
  },
];

export const completionServers: readonly Contender[] = SERVERS.map(toContender);

function toContender({ needsNode24 = false, settings, prepare, ...description }: Description): Contender {
  const { name, version } = description;
  return {
    ...description,
    kind: 'server',
    async install() {
      const modules = await installPackages(`${name}@${version}`, { packages: [`${name}@${version}`] });
      return {
        bytes: await bytesBelow(modules),
        command: needsNode24 ? await installNode24() : process.execPath,
        args: [await fileOfCommand(modules, name)],
        environment: (_world: World, url: string | undefined) => ({
          DEEPSEEK_API_KEY: KEY,
          DEEPSEEK_MODEL: MODEL,
          ...(url !== undefined && { DEEPSEEK_BASE_URL: `${url}/v1` }),
          ...settings?.(url ?? ''),
        }),
        ...(prepare && { prepare: (world: World, url: string) => prepare(modules, world, url) }),
      };
    },
  };
}

/** The delegator takes another host over https only, or a provider of the user's own. */
async function writeProvider(modules: string, { home }: World, url: string): Promise<void> {
  const registry = path.join(modules, 'claude-code-deepseek-delegator/src/providers/configs/deepseek.json');
  const provider = JSON.parse(await readFile(registry, 'utf8')) as object;
  await mkdir(path.join(home, '.claude'), { recursive: true });
  const own = { ...provider, api_endpoint: `${url}/v1`, api_key: KEY };
  await writeFile(path.join(home, '.claude/delegator-providers.json'), JSON.stringify([own]));
}
