import { rgPath } from '@vscode/ripgrep';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openProject } from '../../src/workspace/explore/project.ts';
import { temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { makeSourceTree, RARE_WORD } from '../support/source-tree.ts';
import { median, spread } from '../support/statistics.ts';

const TIMES = 9;
const WARM_UP = 2;

const PATTERNS = {
  'a word': RARE_WORD,
  'an expression with a word': `\\b${RARE_WORD}\\s*\\?\\?`,
  'an expression without one': '[A-Z]TTP \\d{3}$',
} as const;

/** How long exploring searches a tree of 20,000 files, beside ripgrep on one core. */
export async function measureSearch(): Promise<Row[]> {
  await using folder = await temporaryFolder();
  makeSourceTree(folder.path);
  const rows: Row[] = [];
  for (const [name, pattern] of Object.entries(PATTERNS)) {
    rows.push(await measureOne(folder.path, name, pattern));
  }
  return rows;
}

async function measureOne(root: string, name: string, pattern: string): Promise<Row> {
  const tookMs: { ours: number[]; ripgrep: number[] } = { ours: [], ripgrep: [] };
  for (let time = -WARM_UP; time < TIMES; time += 1) {
    const ours = await timed(() => searchWithUs(root, pattern));
    const ripgrep = await timed(() => searchWithRipgrep(root, pattern));
    if (time < 0) continue;
    tookMs.ours.push(ours);
    tookMs.ripgrep.push(ripgrep);
  }
  return {
    measure: `explore: a search for ${name} in 20,000 files`,
    value: median(tookMs.ours),
    unit: 'ms',
    spread: spread(tookMs.ours),
    reference: { name: 'ripgrep -j1', value: median(tookMs.ripgrep) },
    bound: { of: 'ratio', most: 4 },
  };
}

async function timed(action: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

/** From opening the project on, as each run does. */
async function searchWithUs(root: string, pattern: string): Promise<void> {
  const project = await openProject({
    roots: [root],
    allowedFiles: [],
    closedFolders: [],
    maxInputBytes: 2_000_000,
    signal: undefined,
  });
  const { text } = await project.search({ path: '.', pattern });
  if (!text.includes('20 lines in 20 files')) throw new Error(text.slice(0, 200));
}

async function searchWithRipgrep(root: string, pattern: string): Promise<void> {
  const args = ['-j1', '-n', '-C1', pattern, '.'];
  const [code] = await once(spawn(rgPath, args, { cwd: root, stdio: 'ignore' }), 'exit');
  if (code !== 0) throw new Error(`ripgrep ended with ${code}.`);
}
