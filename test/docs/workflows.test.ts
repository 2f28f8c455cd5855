import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');
const FILES = readdirSync(path.join(ROOT, '.github'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yml'))
  .map((name) => `.github/${name.replaceAll('\\', '/')}`);
const WORKFLOWS = FILES.filter((name) => name.includes('/workflows/'));

interface Job {
  strategy?: { matrix: Record<string, unknown[]> };
  steps: { run?: string; uses?: string }[];
}

const jobs = new Map(
  WORKFLOWS.flatMap((name) => Object.entries((parse(read(name)) as { jobs: Record<string, Job> }).jobs)),
);

test('every version that the package supports is tested on three systems', () => {
  expect(jobs.get('test')?.strategy?.matrix).toEqual({
    os: ['ubuntu-latest', 'macos-latest', 'windows-latest'],
    node: [20, 22, 24, 26],
  });
});

test('the workflows run only scripts that exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const text = WORKFLOWS.map(read).join('\n');
  const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  const fromMatrix = [...jobs.values()].flatMap(({ strategy }) => strategy?.matrix['script'] ?? []);

  expect(named.length).toBeGreaterThan(3);
  for (const name of [...named, ...fromMatrix]) expect(Object.keys(scripts)).toContain(name);
});

test('the release has provenance, an SBOM, and no more rights than it needs', () => {
  const release = read('.github/workflows/release.yml');
  const { permissions } = parse(release) as { permissions: unknown };

  expect(permissions).toEqual({ contents: 'read' });
  expect(release).toContain('npm publish out/*.tgz --provenance');
  expect(release).toContain('sbom-path: out/sbom.cdx.json');
});

test('what is in .github names no repository: none is known yet', () => {
  for (const name of FILES) {
    parse(read(name));
    expect(read(name)).not.toMatch(/https?:\/\//);
  }
});

test('dependabot groups updates of every folder that has dependencies', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    updates: { directory?: string; directories?: string[]; groups: object }[];
  };
  const folders = updates.flatMap(({ directory, directories = [] }) => [directory ?? [], directories].flat());

  expect(folders).toEqual(
    expect.arrayContaining(['/', '/test/clients', '/test/clients/more', '/test/windows']),
  );
  for (const { groups } of updates) expect(Object.keys(groups).length).toBeGreaterThan(0);
});

test('dependabot groups only dependencies that there are', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    updates: { directory?: string; groups: Record<string, { patterns: string[] }> }[];
  };
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: object };
  const root = updates.find(({ directory }) => directory === '/');
  const patterns = Object.values(root?.groups ?? {}).flatMap((group) => group.patterns);
  const matches = (pattern: string) =>
    Object.keys(devDependencies).some(
      (name) => name.startsWith(pattern.replace(/\*$/, '')) && (name === pattern || pattern.endsWith('*')),
    );

  expect(patterns.length).toBeGreaterThan(5);
  expect(patterns.filter((pattern) => !matches(pattern))).toEqual([]);
});

test('every action is pinned to a commit, with its version beside it', () => {
  const used = WORKFLOWS.flatMap((name) => [...read(name).matchAll(/uses: (.*)/g)].map(([, one]) => one));

  expect(used.length).toBeGreaterThan(5);
  for (const one of used) expect(one).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});
