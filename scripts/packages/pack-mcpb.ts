import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packExtension } from '@anthropic-ai/mcpb';
import { deepseekChat } from '../../src/mcp/tools/deepseek-chat.ts';
import { deepseekStream } from '../../src/mcp/tools/deepseek-stream.ts';
import { listModels } from '../../src/mcp/tools/list-models.ts';
import { mcpbManifest } from './manifests/mcpb.ts';
import { ICON_PATH, type Product } from './product.ts';
import { REPOSITORY, stageServer, writeJson } from './stage.ts';

const TOOLS = [deepseekChat, deepseekStream, listModels];

/**
 * Writes an MCP bundle to `file`, unsigned.
 *
 * @throws {Error} when `dist/` has not been built, or the packer refuses the manifest; it prints why.
 */
export async function packMcpb(product: Product, file: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runapi-deepseek-mcpb-'));
  try {
    await stageServer(product, folder);
    await cp(path.join(REPOSITORY, ICON_PATH), path.join(folder, ICON_PATH));
    await writeJson(path.join(folder, 'manifest.json'), mcpbManifest(product, TOOLS));
    const packed = await packExtension({ extensionPath: folder, outputPath: file, silent: true });
    if (!packed) throw new Error(`${file} was not packed: the manifest is invalid.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
