import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackExtension, validateManifest } from '@anthropic-ai/mcpb';
import { validate as validateSkill } from 'skills-ref';
import { expect, test } from 'vitest';
import { geminiExtension } from '../../../scripts/packages/manifests/gemini.ts';
import { packGemini } from '../../../scripts/packages/pack-gemini.ts';
import { packMcpb } from '../../../scripts/packages/pack-mcpb.ts';
import { PRODUCT } from '../../../scripts/packages/product.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { REPOSITORY } from './support.ts';

const SKILL = fileURLToPath(new URL('skill/deepseek', REPOSITORY));

test('skills-ref finds no fault in the skill', async () => {
  expect(await validateSkill(SKILL)).toEqual([]);
});

test('the Gemini CLI extension has its manifest, the skill where the CLI looks, and the server', async () => {
  await using folder = await temporaryFolder();
  const extension = path.join(folder.path, 'extension');
  await packGemini(PRODUCT, extension);
  const manifest: unknown = JSON.parse(await readFile(path.join(extension, 'gemini-extension.json'), 'utf8'));

  expect(manifest).toEqual(geminiExtension(PRODUCT));
  expect(await filesIn(path.join(extension, 'skills/deepseek'))).toEqual(await filesIn(SKILL));
  expect(await validateSkill(path.join(extension, 'skills/deepseek'))).toEqual([]);
  expect((await readdir(extension)).toSorted()).toEqual([
    'LICENSE',
    'dist',
    'gemini-extension.json',
    'package.json',
    'skills',
  ]);
});

test('nothing is packed over what is there', async () => {
  await using folder = await temporaryFolder();
  await writeFile(path.join(folder.path, 'kept.txt'), 'kept');

  await expect(packGemini(PRODUCT, folder.path)).rejects.toThrow(/is not empty/);
  expect(await readdir(folder.path)).toEqual(['kept.txt']);
});

test('the MCP bundle passes its own validator, lists the tools, and holds no more than it needs', async () => {
  await using folder = await temporaryFolder();
  const bundle = path.join(folder.path, 'deepseek.mcpb');
  const unpacked = path.join(folder.path, 'unpacked');
  await packMcpb(PRODUCT, bundle);
  await unpackExtension({ mcpbPath: bundle, outputDir: unpacked, silent: true });
  const manifest = JSON.parse(readFileSync(path.join(unpacked, 'manifest.json'), 'utf8')) as {
    tools: { name: string }[];
  };

  expect(validateManifest(path.join(unpacked, 'manifest.json'))).toBe(true);
  expect(manifest.tools.map(({ name }) => name)).toEqual(['deepseek_chat', 'deepseek_stream', 'list_models']);
  expect(readdirSync(unpacked).toSorted()).toEqual([
    'LICENSE',
    'assets',
    'dist',
    'manifest.json',
    'package.json',
  ]);
  expect(readdirSync(path.join(unpacked, 'dist'))).toContain('THIRD_PARTY_NOTICES.txt');
});

/** Path → text. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const texts = files.map(
    async (file) => [path.relative(folder, file), await readFile(file, 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}
