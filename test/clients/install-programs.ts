import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Installs the programs of a folder, where they are not yet, or others since then.
 *
 * @param options - Further ones for npm.
 */
export function installPrograms(folder: string, options: readonly string[] = []): void {
  const mark = path.join(folder, 'node_modules', '.installed');
  const manifests = ['package.json', 'package-lock.json'].map((name) =>
    readFileSync(path.join(folder, name)),
  );
  const wanted = createHash('sha256').update(Buffer.concat(manifests)).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  console.log('Installing the programs …');
  // Each says which Node it wants; which one runs it is said by its case. Not `ci`: it fails where a registry lacks the
  // packages for another platform.
  const words = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  words.push('--engine-strict=false', '--loglevel=error', ...options);
  execFileSync('npm', words, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  writeFileSync(mark, wanted);
}
