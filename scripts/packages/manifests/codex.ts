import { DRAWING_PATH, NAME, SERVER_PATH, TITLE, type Product } from '../product.ts';
import { API_KEY, BASE_URL, ROOTS } from '../settings.ts';

export const CODEX_SERVERS_PATH = '.codex-plugin/servers.json';

/** Codex plugin: the repository, or the unpacked npm package, is the plugin's root. */
export function codexPlugin(product: Product) {
  return {
    name: NAME,
    version: product.version,
    description: product.description,
    author: { name: product.author },
    homepage: product.homepage,
    license: product.license,
    keywords: product.keywords,
    skills: './skill/',
    mcpServers: `./${CODEX_SERVERS_PATH}`,
    interface: {
      displayName: TITLE,
      shortDescription: product.description,
      developerName: product.author,
      category: 'Productivity',
      websiteURL: product.homepage,
      composerIcon: `./${DRAWING_PATH}`,
      logo: `./${DRAWING_PATH}`,
    },
  };
}

/**
 * A file of its own: Codex fills in no `${CLAUDE_PLUGIN_ROOT}`, but starts the server in the plugin's root. It hands
 * on no variables but those that are named.
 */
export function codexServers() {
  return {
    mcpServers: {
      [NAME]: {
        command: 'node',
        args: [`./${SERVER_PATH}`, 'serve'],
        cwd: '.',
        env_vars: [API_KEY.variable, BASE_URL.variable, ROOTS.variable],
      },
    },
  };
}
