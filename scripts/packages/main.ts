// Makes the packages for clients from package.json, dist/ and skill/: all of them, or the one that is named.
//   manifests         the files that are committed
//   gemini [FOLDER]   a Gemini CLI extension
//   mcpb [FILE]       an MCP bundle for Claude Desktop
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packGemini } from './pack-gemini.ts';
import { packMcpb } from './pack-mcpb.ts';
import { PRODUCT } from './product.ts';
import { renderRepositoryFiles } from './repository-files.ts';
import { REPOSITORY } from './stage.ts';

const OUT = path.join(REPOSITORY, 'out');
const MAKERS: Record<string, (target?: string) => Promise<void>> = {
  manifests: writeManifests,
  gemini: async (folder) => {
    const extension = folder ?? (await emptyFolder(path.join(OUT, 'gemini-extension')));
    await packGemini(PRODUCT, extension);
    console.log(extension);
  },
  mcpb: async (file = path.join(OUT, `${PRODUCT.packageName}-${PRODUCT.version}.mcpb`)) => {
    await packMcpb(PRODUCT, file);
    console.log(file);
  },
};

const [name, target] = process.argv.slice(2);
if (name === undefined) {
  for (const make of Object.values(MAKERS)) await make();
} else {
  const make = MAKERS[name];
  if (!make) throw new Error(`There is no package "${name}": take one of ${Object.keys(MAKERS).join(', ')}.`);
  await make(target);
}

async function writeManifests(): Promise<void> {
  for (const [file, bytes] of await renderRepositoryFiles(PRODUCT)) {
    await mkdir(path.dirname(path.join(REPOSITORY, file)), { recursive: true });
    await writeFile(path.join(REPOSITORY, file), bytes);
    console.log(file);
  }
}

async function emptyFolder(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  return folder;
}
