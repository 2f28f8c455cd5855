import { readFileSync } from 'node:fs';
import path from 'node:path';
import { installPrograms } from '../clients/install-programs.ts';

export interface NodeProgram {
  readonly version: string;
  /** `node.exe`. */
  readonly program: string;
}

export const MAJORS = ['20', '22', '24', '26'];

/**
 * The programs that run the cases: on Windows the one that runs this.
 *
 * @param major - Of the only one to run; all where it is empty.
 */
export function findNodes(major: string): NodeProgram[] {
  if (process.platform === 'win32') return [{ version: process.versions.node, program: process.execPath }];
  const modules = path.join(import.meta.dirname, 'node_modules');
  // The packages are for Windows alone, and npm would refuse them here.
  installPrograms(import.meta.dirname, ['--force']);
  return MAJORS.filter((one) => !major || one === major).map((one) => {
    const folder = path.join(modules, `node-${one}`);
    const manifest = readFileSync(path.join(folder, 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    return { version, program: path.join(folder, 'bin', 'node.exe') };
  });
}
