import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ours } from '../support/environment.ts';
import { startServer } from '../support/server.ts';
import { loadTokenizer } from './tokenizer.ts';

/** What an agent reads to learn delegating, in DeepSeek's tokens: the table of `docs/skill.md`. */

const SKILL = path.resolve(import.meta.dirname, '../../skill/deepseek');

const count = await loadTokenizer();
const text = readFileSync(path.join(SKILL, 'SKILL.md'), 'utf8');
const [frontmatter = ''] = /^---\n.*?\n---\n/s.exec(text) ?? [];
print('frontmatter', frontmatter);
print('body', text.slice(frontmatter.length));
for (const name of readdirSync(path.join(SKILL, 'references'))) {
  print(`references/${name}`, readFileSync(path.join(SKILL, 'references', name), 'utf8'));
}

// It answers these without a gateway.
await using server = await startServer(ours('http://127.0.0.1:9', tmpdir()));
print('instructions', String(server.opened['instructions']));
print('tools', JSON.stringify(await server.request('tools/list')));

function print(name: string, part: string): void {
  console.log(`${name.padEnd(32)} ${count(part).toLocaleString('en-US').padStart(6)} tokens`);
}
