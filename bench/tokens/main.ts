import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expectedTextTokens } from '../../src/chat/expected-tokens.ts';
import { loadTokenizer } from './tokenizer.ts';

/** How far the estimate of --dry-run is from what DeepSeek's own tokenizer counts, over files of the installed packages. */

const FILES = 500;
/** Each kind of file as often as the others. */
const KINDS = ['.ts', '.js', '.mjs', '.cjs', '.json', '.md', '.css', '.html', '.yml', '.txt'];
const [MIN_BYTES, MAX_BYTES] = [500, 200_000];
/** The command says "usually within 10 %". */
const [WITHIN, SHARE] = [0.1, 0.85];

const count = await loadTokenizer();
const errors: number[] = [];
const byKind = new Map<string, number[]>();
for (const [kind, text] of sampleFiles()) {
  const actual = count(text);
  const error = expectedTextTokens(text) / actual - 1;
  errors.push(Math.abs(error));
  byKind.set(kind, [...(byKind.get(kind) ?? []), error]);
}
for (const [kind, ones] of byKind) {
  console.log(`${kind.padEnd(6)} ${String(ones.length).padStart(4)} files, on average ${percent(ones)}`);
}
const within = errors.filter((error) => error <= WITHIN).length / errors.length;
const ninth = errors.toSorted((one, other) => one - other)[Math.floor(errors.length * 0.9)] ?? 0;
console.log(
  `${errors.length} files: ${(100 * within).toFixed(1)} % within ${100 * WITHIN} %; nine of ten within ${(100 * ninth).toFixed(1)} %`,
);
process.exitCode = within >= SHARE ? 0 : 1;

/** The same files each time, spread over all packages. */
function sampleFiles(): [string, string][] {
  const root = path.resolve(import.meta.dirname, '../../node_modules');
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const ordered = names.toSorted((one, other) => (hashOf(root, one) < hashOf(root, other) ? -1 : 1));
  return KINDS.flatMap((kind) =>
    ordered
      .filter((name) => name.endsWith(kind))
      .map((name): [string, string] => [kind, readFileSync(name, 'utf8')])
      .filter(([, text]) => text.length >= MIN_BYTES && text.length <= MAX_BYTES)
      .slice(0, Math.ceil(FILES / KINDS.length)),
  );
}

function hashOf(root: string, name: string): string {
  return createHash('sha256').update(path.relative(root, name)).digest('hex');
}

function percent(ones: readonly number[]): string {
  const mean = ones.reduce((sum, one) => sum + one, 0) / ones.length;
  return `${mean < 0 ? '−' : '+'}${(100 * Math.abs(mean)).toFixed(1)} %`;
}
