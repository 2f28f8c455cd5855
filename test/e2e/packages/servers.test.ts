import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getMcpConfigForManifest } from '@anthropic-ai/mcpb';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, describe, expect, test } from 'vitest';
import { mcpbManifest } from '../../../scripts/packages/manifests/mcpb.ts';
import { packGemini } from '../../../scripts/packages/pack-gemini.ts';
import { PRODUCT } from '../../../scripts/packages/product.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { textOf } from '../../support/results.ts';
import { connectInMemory, TEST_KEY } from '../../support/server.ts';
import { sharedStateFolder } from '../../support/shared-folder.ts';
import { readManifest, REPOSITORY } from './support.ts';

interface Declared {
  command: string;
  args?: string[] | undefined;
  env?: Record<string, string> | undefined;
  cwd?: string;
  env_vars?: string[];
}

/** The user's settings in the client; nothing, if both are empty. */
interface Settings {
  key: string;
  url: string;
}

const ROOT = fileURLToPath(REPOSITORY);
const extension = await temporaryFolder();
await packGemini(PRODUCT, extension.path);
afterAll(() => extension[Symbol.asyncDispose]());

/** How each client turns the manifest and its user's settings into a process. */
const CLIENTS: Record<string, (settings: Settings) => Declared | Promise<Declared>> = {
  'Claude Code': ({ key, url }) =>
    expand(declaredIn('.claude-plugin/plugin.json'), {
      CLAUDE_PLUGIN_ROOT: ROOT,
      'user_config.api_key': key,
      'user_config.base_url': url,
    }),
  Codex: ({ key, url }) => {
    const { mcpServers } = readManifest('.codex-plugin/plugin.json') as { mcpServers: string };
    const { command, args = [], cwd = '', env_vars = [] } = declaredIn(mcpServers);
    const settings: Record<string, string> = { RUNAPI_API_KEY: key, RUNAPI_BASE_URL: url };
    const env = Object.fromEntries(env_vars.map((name) => [name, settings[name] ?? '']));
    return { command, args, env, cwd: path.join(ROOT, cwd) };
  },
  'Gemini CLI': ({ key, url }) =>
    expand(declaredIn(path.join(extension.path, 'gemini-extension.json')), {
      extensionPath: extension.path,
      '/': path.sep,
      ...(key && { RUNAPI_API_KEY: key }),
      ...(url && { RUNAPI_BASE_URL: url }),
    }),
};

describe.each(Object.keys(CLIENTS))('the server as %s starts it', (name) => {
  test("answers with its user's key and base URL", async () => {
    await using sandbox = await startSandbox({ apiKey: TEST_KEY, answer: () => 'Forty-two.' });
    const result = await ask(await CLIENTS[name]?.({ key: TEST_KEY, url: sandbox.url }));

    expect(textOf(result)).toMatch(/^Forty-two\./);
  });

  test('without a key it says what to do', async () => {
    const declared = await CLIENTS[name]?.({ key: '', url: '' });
    await using connected = await connectInMemory({ HOME: sharedStateFolder(), ...declared?.env });
    const call = { name: 'deepseek_chat', arguments: { prompt: 'How many?' } };
    const result = await connected.client.callTool(call);

    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/RUNAPI_API_KEY/);
    expect(textOf(result)).not.toMatch(/placeholder/);
  });
});

describe('the server as Claude Desktop starts it', () => {
  test("answers with its user's key and base URL, and reads no files unless configured to", async () => {
    await using sandbox = await startSandbox({ apiKey: TEST_KEY, answer: () => 'Forty-two.' });
    const declared = await declaredInBundle({ api_key: TEST_KEY, base_url: sandbox.url });

    expect(declared?.env).toMatchObject({ DEEPSEEK_ROOTS: 'none' });
    expect(textOf(await ask(declared))).toMatch(/^Forty-two\./);
  });

  test('is not started without a key', async () => {
    expect(await declaredInBundle({ base_url: 'https://runapi.ai' })).toBeUndefined();
  });
});

function declaredIn(manifest: string): Declared {
  const { mcpServers } = readManifest(manifest) as { mcpServers: { deepseek: Declared } };
  return mcpServers.deepseek;
}

function declaredInBundle(userConfig: Record<string, string>) {
  return getMcpConfigForManifest({
    manifest: mcpbManifest(PRODUCT, []),
    extensionPath: ROOT,
    systemDirs: {},
    userConfig,
    pathSeparator: path.sep,
  });
}

/** `${name}` and `${name:-default}`, in all strings; a name that is unknown stays, as it does in these clients. */
function expand(declared: Declared, values: Record<string, string>): Declared {
  const replace = (_key: string, value: unknown): unknown =>
    typeof value === 'string'
      ? value.replaceAll(
          /\$\{([^}:]+)(?::-([^}]*))?\}/g,
          (all, name: string, preset?: string) => values[name] ?? preset ?? all,
        )
      : value;
  return JSON.parse(JSON.stringify(declared, replace)) as Declared;
}

async function ask(declared: Declared | undefined) {
  if (!declared) throw new Error('No server was declared.');
  const { command, args = [], env, cwd = ROOT } = declared;
  const inherited = { PATH: process.env['PATH'] ?? '', HOME: sharedStateFolder() };
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command, args, cwd, env: { ...inherited, ...env } }));
  try {
    return await client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'How many?' } });
  } finally {
    await client.close();
  }
}
