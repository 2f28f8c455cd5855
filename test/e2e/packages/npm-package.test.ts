import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readManifest, REPOSITORY } from './support.ts';

interface Packed {
  size: number;
  files: { path: string; size: number }[];
}

interface CodexPlugin {
  skills: string;
  mcpServers: string;
  interface: { logo: string };
}

const { size, files } = await packDry();
const paths = new Set(files.map((file) => file.path));

test('the npm package is a plugin as it is: whatever its manifests point to is in it', () => {
  const claude = readManifest('.claude-plugin/plugin.json') as { skills: string[] };
  const codex = readManifest('.codex-plugin/plugin.json') as CodexPlugin;
  const skills = [...claude.skills, path.posix.join(codex.skills, 'deepseek')].map(
    (folder) => `${folder}/SKILL.md`,
  );
  const named = [...skills, codex.mcpServers, codex.interface.logo].map((name) => path.posix.normalize(name));

  expect(
    [...named, '.claude-plugin/marketplace.json', 'dist/bin.js'].filter((file) => !paths.has(file)),
  ).toEqual([]);
});

test('the page of the dashboard is small', () => {
  const page = files.filter(({ path: name }) => name.startsWith('dist/dashboard/'));

  expect(page.length).toBeGreaterThan(3);
  expect(page.reduce((sum, { size: bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(150_000);
});

test('the npm package is small, and holds no sources and no tests', () => {
  expect(size).toBeLessThanOrEqual(450_000);
  expect([...paths].filter((file) => /^(src|test|scripts|bench|out|node_modules)\//.test(file))).toEqual([]);
});

async function packDry(): Promise<Packed> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: fileURLToPath(REPOSITORY),
    // A batch file on Windows.
    shell: process.platform === 'win32',
  });
  // npm 12 names the package, older ones list it.
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, Packed>);
  if (!packed) throw new Error('npm packed nothing.');
  return packed;
}
