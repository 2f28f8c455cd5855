import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const HEADER_LIST = fileURLToPath(new URL('../src/runapi/transport/header-list.ts', import.meta.url));

/** The same code in modules, of which what is not used can be left out. */
const YAML = fileURLToPath(new URL('../node_modules/yaml/browser/index.js', import.meta.url));

/** Any name is a class that does nothing. The bundler gives importers an object with the same prototype. */
const ANY_CLASS = 'module.exports = Object.create(new Proxy({}, { get: () => class {} }));';
const LAZY_CHILD_PROCESS =
  'module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule("node:child_process")[name] });';
/** It would print the proxy's URL where `DEBUG` asks for it. */
const NO_DEBUG = 'module.exports = () => () => {};';
const NO_NEGOTIATION = 'module.exports = { createNegotiateAuth: undefined };';
const NO_VALIDATOR =
  'import process from "node:process"; export { process }; export class DefaultJsonSchemaValidator {}';

/**
 * Leaves out what libraries load at every start and this program never uses:
 * - the OpenAI client's resources, three quarters of it: only its `get` and `post` are called;
 * - the runtime's `Headers` in that client, which loads all of the runtime's fetch;
 * - Ajv in the MCP SDK, for answers that a server asks of users;
 * - `node:child_process` in commander, for commands that are programs of their own;
 * - debug output and Kerberos in the proxy agent.
 */
export function slimLibraries() {
  return {
    name: 'slim-libraries',
    setup({ onLoad, onResolve }) {
      const replace = (filter, importers, contents) => {
        onResolve({ filter }, ({ importer }) =>
          // By an ending of an ECMAScript module, the contents would be one.
          importers.test(importer)
            ? { path: String(filter), namespace: 'slim', pluginData: contents }
            : undefined,
        );
      };
      replace(/^\.\/resources\//, /[\\/]openai[\\/]client\.mjs$/, ANY_CLASS);
      replace(
        /^@modelcontextprotocol\/server\/_shims$/,
        /[\\/]@modelcontextprotocol[\\/]server[\\/]/,
        NO_VALIDATOR,
      );
      onResolve({ filter: /^yaml$/ }, () => ({ path: YAML }));
      replace(/^debug$/, /[\\/]https-proxy-agent[\\/]/, NO_DEBUG);
      replace(/^proxy-agent-negotiate$/, /[\\/]https-proxy-agent[\\/]/, NO_NEGOTIATION);
      replace(/^node:child_process$/, /[\\/]commander[\\/]/, LAZY_CHILD_PROCESS);
      onLoad({ filter: /.*/, namespace: 'slim' }, ({ pluginData }) => ({ contents: pluginData }));
      onLoad(
        { filter: /[\\/]openai[\\/]internal[\\/](?:headers|utils[\\/]log)\.mjs$/ },
        async ({ path }) => ({
          contents: `import { HeaderList as Headers } from ${JSON.stringify(HEADER_LIST)};\n${await readFile(path, 'utf8')}`,
        }),
      );
    },
  };
}
