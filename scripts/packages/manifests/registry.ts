import { TITLE, type Product } from '../product.ts';
import { API_KEY, BASE_URL } from '../settings.ts';

/** server.json of the MCP registry. It finds the npm package by `name`, which package.json repeats as `mcpName`. */
export function registryServer(product: Product) {
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: product.registryName,
    title: TITLE,
    description: product.description,
    version: product.version,
    websiteUrl: product.homepage,
    packages: [
      {
        registryType: 'npm',
        identifier: product.packageName,
        version: product.version,
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        packageArguments: [{ type: 'positional', value: 'serve' }],
        environmentVariables: [
          { name: API_KEY.variable, description: API_KEY.description, isRequired: true, isSecret: true },
          { name: BASE_URL.variable, description: BASE_URL.description, default: BASE_URL.default },
        ],
      },
    ],
  };
}
