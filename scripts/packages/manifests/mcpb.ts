import type { McpbManifestAny } from '@anthropic-ai/mcpb';
import { ICON_PATH, NAME, SERVER_PATH, TITLE, type Product } from '../product.ts';
import { API_KEY, BASE_URL, ROOTS, type Setting } from '../settings.ts';

/** A tool as the bundle's manifest lists it for people. */
export interface ListedTool {
  readonly name: string;
  readonly title: string;
}

/** MCP bundle, for Claude Desktop. Its working folder is not the user's project, so folders are asked for. */
export function mcpbManifest(product: Product, tools: readonly ListedTool[]): McpbManifestAny {
  return {
    manifest_version: '0.3',
    name: NAME,
    display_name: TITLE,
    version: product.version,
    description: product.description,
    author: { name: product.author },
    homepage: product.homepage,
    license: product.license,
    keywords: [...product.keywords],
    icon: ICON_PATH,
    server: {
      type: 'node',
      entry_point: SERVER_PATH,
      mcp_config: {
        command: 'node',
        args: [`\${__dirname}/${SERVER_PATH}`, 'serve'],
        env: {
          [API_KEY.variable]: '${user_config.api_key}',
          [BASE_URL.variable]: '${user_config.base_url}',
          [ROOTS.variable]: '${user_config.roots}',
        },
      },
    },
    tools: tools.map(({ name, title }) => ({ name, description: title })),
    user_config: {
      api_key: { ...option(API_KEY), sensitive: true, required: true },
      base_url: { ...option(BASE_URL), default: BASE_URL.default },
      roots: { ...option(ROOTS), default: ROOTS.default },
    },
    compatibility: {
      platforms: ['darwin', 'win32', 'linux'],
      runtimes: { node: product.nodeRange },
    },
  };
}

function option({ title, description }: Setting) {
  return { type: 'string' as const, title, description };
}
