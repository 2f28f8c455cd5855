import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Installs the programs of a folder, where they are not yet. */
export function installPrograms(folder: string): void {
  if (existsSync(path.join(folder, 'node_modules'))) return;
  console.log('Installing the client programs …');
  // Each says which Node it wants; which one runs it is said by its case. Not `ci`: it fails where a registry lacks the
  // packages for another platform.
  const words = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  words.push('--engine-strict=false', '--loglevel=error');
  execFileSync('npm', words, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
}
