import { NAME, SERVER_PATH, type Product } from '../product.ts';
import { API_KEY, BASE_URL, type Setting } from '../settings.ts';

/** Gemini CLI extension. The CLI keeps the sensitive setting in the keychain. */
export function geminiExtension(product: Product) {
  return {
    name: NAME,
    version: product.version,
    description: product.description,
    settings: [
      { ...setting(API_KEY), sensitive: true },
      { ...setting(BASE_URL), sensitive: false },
    ],
    mcpServers: {
      [NAME]: {
        command: 'node',
        args: [`\${extensionPath}\${/}${SERVER_PATH.split('/').join('${/}')}`, 'serve'],
        // The CLI strips keys from what a server inherits; an empty value counts as none.
        env: {
          [API_KEY.variable]: `\${${API_KEY.variable}:-}`,
          [BASE_URL.variable]: `\${${BASE_URL.variable}:-}`,
        },
      },
    },
  };
}

function setting({ variable, title, description }: Setting) {
  return { name: title, description, envVar: variable };
}
