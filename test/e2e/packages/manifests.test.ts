import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { claudeMarketplace, claudePlugin } from '../../../scripts/packages/manifests/claude.ts';
import { codexPlugin } from '../../../scripts/packages/manifests/codex.ts';
import { geminiExtension } from '../../../scripts/packages/manifests/gemini.ts';
import { mcpbManifest } from '../../../scripts/packages/manifests/mcpb.ts';
import { registryServer } from '../../../scripts/packages/manifests/registry.ts';
import { PRODUCT } from '../../../scripts/packages/product.ts';
import { renderRepositoryFiles } from '../../../scripts/packages/repository-files.ts';
import { readManifest, REPOSITORY } from './support.ts';

const rendered = await renderRepositoryFiles(PRODUCT);

test.for([...rendered.keys()])('%s is what `npm run packages` makes of package.json', (file) => {
  const committed = readFileSync(new URL(file, REPOSITORY));

  expect(committed.equals(rendered.get(file) ?? new Uint8Array())).toBe(true);
});

test('the version and the description of package.json reach every manifest', () => {
  const product = { ...PRODUCT, version: '9.8.7', description: 'Another description.' };
  const manifests = [
    claudePlugin(product),
    codexPlugin(product),
    geminiExtension(product),
    mcpbManifest(product, []),
    registryServer(product),
  ];

  for (const manifest of manifests)
    expect(manifest).toMatchObject({ version: '9.8.7', description: 'Another description.' });
  expect(claudeMarketplace(product).plugins[0]?.description).toBe('Another description.');
  expect(JSON.stringify(manifests)).not.toContain(PRODUCT.version);
});

describe('the key', () => {
  test('is asked for as a secret wherever a client asks', () => {
    expect(claudePlugin(PRODUCT).userConfig.api_key.sensitive).toBe(true);
    expect(mcpbManifest(PRODUCT, []).user_config?.['api_key']).toMatchObject({
      sensitive: true,
      required: true,
    });
    expect(geminiExtension(PRODUCT).settings).toMatchObject([
      { envVar: 'RUNAPI_API_KEY', sensitive: true },
      { envVar: 'RUNAPI_BASE_URL', sensitive: false },
    ]);
    expect(registryServer(PRODUCT).packages[0]?.environmentVariables).toMatchObject([
      { name: 'RUNAPI_API_KEY', isSecret: true },
      { name: 'RUNAPI_BASE_URL' },
    ]);
  });

  test('is in no manifest', () => {
    for (const [file, bytes] of rendered) {
      if (!file.endsWith('.json')) continue;
      expect(new TextDecoder().decode(bytes)).not.toMatch(/\bsk-\w{8,}|YOUR_/);
    }
  });
});

test('what Claude Code would take for the configuration of this project is not there', () => {
  expect(() => readManifest('.mcp.json')).toThrow(/ENOENT/);
});

test('the icon is a square PNG of at least 512 pixels', () => {
  const png = readFileSync(new URL('assets/icon.png', REPOSITORY));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];

  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001A\n');
  expect(width).toBe(height);
  expect(width).toBeGreaterThanOrEqual(512);
});
