import { cp, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Product } from './product.ts';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Fills a new folder with what every package of the server needs: the bundle with its notices, the licence, and a
 * package.json that makes Node read the bundle as ES modules.
 *
 * @throws {Error} when `dist/` has not been built, or there is something in the folder.
 */
export async function stageServer(product: Product, folder: string): Promise<void> {
  const dist = path.join(REPOSITORY, 'dist');
  if (!(await isFolder(dist))) throw new Error('There is no dist/ to pack. Run `npm run build` first.');
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty. Name a new folder.`);
  await cp(dist, path.join(folder, 'dist'), { recursive: true });
  await cp(path.join(REPOSITORY, 'LICENSE'), path.join(folder, 'LICENSE'));
  const { packageName: name, version, license, nodeRange } = product;
  await writeJson(path.join(folder, 'package.json'), {
    name,
    version,
    license,
    type: 'module',
    engines: { node: nodeRange },
  });
}

export async function writeJson(file: string, value: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function isFolder(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
