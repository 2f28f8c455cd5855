import { readFile } from 'node:fs/promises';
import { format } from 'oxfmt';
import oxfmtConfig from '../../.oxfmtrc.json' with { type: 'json' };
import { renderIcon } from './icon.ts';
import { claudeMarketplace, claudePlugin } from './manifests/claude.ts';
import { CODEX_SERVERS_PATH, codexPlugin, codexServers } from './manifests/codex.ts';
import { geminiExtension } from './manifests/gemini.ts';
import { registryServer } from './manifests/registry.ts';
import { DRAWING_PATH, ICON_PATH, type Product } from './product.ts';

/** The generated files that clients look for at fixed paths of the repository: path → bytes. */
export async function renderRepositoryFiles(product: Product): Promise<Map<string, Uint8Array>> {
  const manifests: Record<string, object> = {
    '.claude-plugin/plugin.json': claudePlugin(product),
    '.claude-plugin/marketplace.json': claudeMarketplace(product),
    '.codex-plugin/plugin.json': codexPlugin(product),
    [CODEX_SERVERS_PATH]: codexServers(),
    'gemini-extension.json': geminiExtension(product),
    'server.json': registryServer(product),
  };
  const files = new Map<string, Uint8Array>();
  for (const [file, manifest] of Object.entries(manifests)) files.set(file, await formatJson(file, manifest));
  const icon = new URL(`../../${DRAWING_PATH}`, import.meta.url);
  return files.set(ICON_PATH, renderIcon(await readFile(icon, 'utf8')));
}

/** As `npm run format` would leave it: what is generated has to pass the check that everything has to pass. */
async function formatJson(file: string, value: object): Promise<Uint8Array> {
  const { $schema: _schema, ignorePatterns: _patterns, ...options } = oxfmtConfig;
  const { code, errors } = await format(file, JSON.stringify(value), options);
  if (errors.length > 0) throw new Error(`${file} cannot be formatted: ${errors[0]?.message}`);
  return new TextEncoder().encode(code);
}
