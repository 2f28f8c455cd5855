import { NAME, SERVER_PATH, SKILL_PATH, TITLE, type Product } from '../product.ts';
import { API_KEY, BASE_URL, type Setting } from '../settings.ts';

/** Claude Code plugin: the repository, or the unpacked npm package, is the plugin's root. */
export function claudePlugin(product: Product) {
  return {
    name: NAME,
    displayName: TITLE,
    version: product.version,
    description: product.description,
    author: { name: product.author },
    homepage: product.homepage,
    license: product.license,
    keywords: product.keywords,
    // Only this one: the SKILL.md at the root is its twin, for those who load the repository as a skill.
    skills: [`./${SKILL_PATH}`],
    userConfig: {
      // Not required: without a required value there would be no server, and no error. An empty one counts as
      // none, so that the file of `runapi login` is read, or every call says what to do.
      api_key: { ...option(API_KEY), sensitive: true, required: false },
      base_url: { ...option(BASE_URL), default: BASE_URL.default },
    },
    network: { hosts: [new URL(BASE_URL.default).host] },
    // Inline: a .mcp.json at the root would also be read as the configuration of this project.
    mcpServers: {
      [NAME]: {
        command: 'node',
        args: [`\${CLAUDE_PLUGIN_ROOT}/${SERVER_PATH}`, 'serve'],
        env: {
          [API_KEY.variable]: '${user_config.api_key}',
          [BASE_URL.variable]: '${user_config.base_url}',
        },
      },
    },
  };
}

/** A marketplace with this one plugin in it, read in place. */
export function claudeMarketplace(product: Product) {
  return {
    name: product.packageName,
    description: product.description,
    owner: { name: product.author },
    plugins: [{ name: NAME, source: './', description: product.description }],
  };
}

function option({ title, description }: Setting) {
  return { type: 'string', title, description };
}
