import { buildSync } from 'esbuild';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedFolder } from './shared-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

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
    // Node 20 knows no `using`.
    target: 'node20',
    logLevel: 'error',
    // CommonJS packages ask for Node's modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return outfile;
}

const made = new Map<string, string>();

/** Like {@link bundle}, once for each worker, in a folder that is gone when all tests are over. */
export function bundled(program: URL): string {
  let file = made.get(program.href);
  if (file === undefined) {
    file = bundle(program, path.join(sharedFolder(), `programs-${process.pid}`));
    made.set(program.href, file);
  }
  return file;
}
