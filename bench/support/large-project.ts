import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGES = 50;
const AREAS = ['src', 'test', 'docs', 'scripts', 'dist'];
const MODULES = 8;
const PARTS = 4;
const FILES = 100_000;
const NAMES = ['index', 'view', 'helper', 'model', 'store', 'types', 'config'];
const EXTENSIONS = ['ts', 'ts', 'ts', 'tsx', 'js', 'json', 'md', 'css', 'py', 'go', 'snap', 'svg', 'log'];
/** So that the whole is more than one call may send, and a file is not. */
const TEXT = 'export const value = 1;\n'.repeat(4);

/** What repositories of several languages ignore: names, endings, folders, paths, and a few exceptions. */
const PATTERNS = `
  node_modules/ dist/ build/ out target/ vendor/ coverage/ /site .next .nuxt .cache/ *.log !keep.log logs
  *.pid *.pid.lock *.seed npm-debug.log* yarn-error.log* *.tsbuildinfo __pycache__/ *.py[cod] *$py.class *.so
  .Python *.egg-info/ *.egg .eggs/ pip-log.txt .tox/ .nox/ .coverage .coverage.* htmlcov/ *.cover .hypothesis/
  .pytest_cache/ venv/ *.class *.jar *.war *.o *.a *.obj *.exe *.dll *.dylib *.test *.out *.swp *~ .DS_Store
  Thumbs.db .idea/ .vscode/* !.vscode/settings.json *.iml .env .env.* !.env.example **/tmp/*.bak
  packages/*/cache/** **/fixtures/**/generated/*.json docs/_build/ report.[0-9]*.json
`
  .trim()
  .split(/\s+/);
const MOST_PATTERNS = 200;

/** A repository of 100,000 files with 200 lines in its `.gitignore`; a fifth of the files are ignored. */
export function makeLargeProject(root: string): void {
  let files = 0;
  for (let part = 0; part < PACKAGES * AREAS.length * MODULES * PARTS; part += 1) {
    const folder = folderOf(root, part);
    mkdirSync(folder, { recursive: true });
    const here = Math.ceil((FILES - files) / (PACKAGES * AREAS.length * MODULES * PARTS - part));
    for (let number = 0; number < here; number += 1) {
      const name = `${NAMES[number % NAMES.length]}-${number}.${EXTENSIONS[number % EXTENSIONS.length]}`;
      writeFileSync(path.join(folder, name), TEXT);
    }
    files += here;
  }
  writeFileSync(path.join(folderOf(root, 0), 'service.proto'), TEXT);
  writeFileSync(path.join(root, '.gitignore'), `${patterns().join('\n')}\n`);
  execFileSync('git', ['init', '-q'], { cwd: root });
  // As in any project that is worked on: git then looks names up in its index, which is quicker.
  execFileSync('git', ['add', '-A'], { cwd: root });
}

function folderOf(root: string, part: number): string {
  const area = Math.floor(part / (MODULES * PARTS));
  const names = [
    `package-${Math.floor(area / AREAS.length)}`,
    AREAS[area % AREAS.length] ?? '',
    `module-${Math.floor(part / PARTS) % MODULES}`,
    `part-${part % PARTS}`,
  ];
  return path.join(root, 'packages', ...names);
}

function patterns(): string[] {
  const more = Array.from({ length: MOST_PATTERNS - PATTERNS.length }, (_, number) => {
    const kinds = [
      `/generated-${number}/`,
      `*.tmp${number}`,
      `cache-${number}*`,
      `packages/package-${number}/out`,
    ];
    return [...kinds, `?emp-${number}`, `**/old-${number}/*.md`][number % 6] ?? '';
  });
  return [...PATTERNS, ...more];
}
