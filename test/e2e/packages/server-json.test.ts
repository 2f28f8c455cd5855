import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import schema from '../../fixtures/mcp-registry/server.schema.json' with { type: 'json' };
import { readManifest } from './support.ts';

interface ServerJson {
  $schema: string;
  name: string;
  packages: Record<string, unknown>[];
}

const server = readManifest('server.json') as ServerJson;
const validate = addFormats.default(new Ajv({ allErrors: true })).compile(schema);

test('server.json holds to the schema that it names', () => {
  expect(server.$schema).toBe(schema.$id);
  expect(validate(server) || validate.errors).toBe(true);
});

test('server.json and package.json name each other', () => {
  expect(server.name).toBe(packageJson.mcpName);
  expect(server.packages).toMatchObject([
    { registryType: 'npm', identifier: packageJson.name, version: packageJson.version },
  ]);
  expect(server.packages[0]).not.toHaveProperty('registryBaseUrl');
});

test.for([
  ['a description of 101 characters', { description: 'x'.repeat(101) }],
  ['a name without a namespace', { name: 'deepseek' }],
  ['a package of the latest version', { packages: [{ ...server.packages[0], version: 'latest' }] }],
  ['a package without a transport', { packages: [{ registryType: 'npm', identifier: packageJson.name }] }],
] as const)('the schema refuses %s', ([, change]) => {
  expect(validate({ ...server, ...change })).toBe(false);
});
