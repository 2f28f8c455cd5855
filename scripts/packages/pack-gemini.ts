import { cp } from 'node:fs/promises';
import path from 'node:path';
import { geminiExtension } from './manifests/gemini.ts';
import { SKILL_PATH, type Product } from './product.ts';
import { REPOSITORY, stageServer, writeJson } from './stage.ts';

/**
 * Makes an extension folder for `gemini extensions install FOLDER`. The CLI finds skills in `skills/` alone, so the
 * repository itself will not do.
 *
 * @throws {Error} when `dist/` has not been built, or there is something in the folder.
 */
export async function packGemini(product: Product, folder: string): Promise<void> {
  await stageServer(product, folder);
  await writeJson(path.join(folder, 'gemini-extension.json'), geminiExtension(product));
  await cp(path.join(REPOSITORY, SKILL_PATH), path.join(folder, 'skills', path.basename(SKILL_PATH)), {
    recursive: true,
  });
}
