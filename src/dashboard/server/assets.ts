import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

/** The files of the page, by the path that they are asked for. */
export type Assets = ReadonlyMap<string, Asset>;

const FILES = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/main.js', 'main.js', 'text/javascript; charset=utf-8'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
] as const;

/** Where the build puts them: beside the bundle, and for whoever runs the sources in `dist/` as well. */
const FOLDER = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/dashboard/' : './dashboard/',
  import.meta.url,
);

export async function readAssets(): Promise<Assets> {
  const read = async ([path, name, type]: (typeof FILES)[number]) =>
    [path, { type, content: await readFile(fileURLToPath(new URL(name, FOLDER))) }] as const;
  return new Map(await Promise.all(FILES.map(read)));
}
