import { buildSync } from 'esbuild';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Makes one plain JavaScript file of a test's program, so that a process starts without a compiler and
 * whoever may not read the checkout can run it.
 *
 * @returns The absolute path of the file in `folder`.
 */
export function bundle(program: URL, folder: string): string {
  const outfile = path.join(folder, path.basename(program.pathname).replace(/\.ts$/, '.mjs'));
  buildSync({
    entryPoints: [fileURLToPath(program)],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
    // CommonJS packages ask for Node's modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return outfile;
}
