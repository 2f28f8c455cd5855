import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import path from 'node:path';
import { installPrograms } from '../../test/clients/install-programs.ts';
import { loadTokenizer } from '../tokens/tokenizer.ts';
import { claudeCode } from './clients/claude-code.ts';
import type { Client } from './clients/client.ts';
import { codex } from './clients/codex.ts';
import { drawProof } from './draw.ts';
import { contextTable, restTable, toMarkdown } from './markdown.ts';
import { remember } from './measure.ts';
import { readOptions } from './options.ts';
import type { Proof, ProofRow } from './proof.ts';
import { runTask, type Run } from './run-task.ts';
import type { Task } from './task.ts';
import { TASKS } from './tasks/tasks.ts';
import { toTranscript, writeTranscript } from './transcript.ts';

// What delegating saves: real clients do each task alone and with the built server, led by scripted models.

const CLIENTS = [claudeCode, codex];
const ROOT = path.resolve(import.meta.dirname, '../..');
const TRANSCRIPTS = path.join(import.meta.dirname, 'transcripts');
const options = readOptions(
  process.argv.slice(2),
  TASKS.map(({ slug }) => slug),
);
if (typeof options === 'string') {
  console.error(options);
  process.exit(2);
}
const { slugs, write } = options;

execSync('npm run build', { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
installPrograms(path.join(ROOT, 'test/clients'));
const count = remember(await loadTokenizer());
const rows: ProofRow[] = [];
const fixed = new Map<string, { own: number; withServer: number }>();
const transcripts: { folder: string; name: string; text: string }[] = [];
let failed = 0;
for (const client of CLIENTS)
  for (const task of TASKS.filter(({ slug }) => slugs.includes(slug))) await prove(task, client);

const proof: Proof = {
  machine: {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    platform: `${process.platform} ${arch()}`,
  },
  clients: CLIENTS.map(({ name, version }) => {
    const { own = 0, withServer = 0 } = fixed.get(name) ?? {};
    return { name, version, ownTokens: own, definitionTokens: withServer - own };
  }),
  skill: measureSkill(),
  rows,
};
for (const { name } of CLIENTS)
  console.log(`\n${name}\n\n${contextTable(proof, name)}\n\n${restTable(proof, name)}`);
if (failed > 0) process.exitCode = 1;
else if (write) {
  await rm(TRANSCRIPTS, { recursive: true, force: true });
  for (const { folder, name, text } of transcripts)
    await writeTranscript(path.join(TRANSCRIPTS, folder), name, text);
  await writeFile(path.join(ROOT, 'docs/proof.json'), `${JSON.stringify(proof, null, 2)}\n`);
  await writeFile(path.join(ROOT, 'docs/proof.svg'), drawProof(proof));
  await writeFile(path.join(ROOT, 'docs/proof.md'), toMarkdown(proof));
}

/** Does a task both ways. What fails is reported, and the others go on. */
async function prove(task: Task, client: Client): Promise<void> {
  process.stderr.write(`${client.name}: ${task.name} …\n`);
  try {
    const alone = await runTask(task, client, false, count);
    const delegated = await runTask(task, client, true, count);
    rows.push({
      client: client.name,
      slug: task.slug,
      task: task.name,
      alone: alone.cost,
      delegated: delegated.cost,
    });
    fixed.set(client.name, { own: alone.fixedTokens, withServer: delegated.fixedTokens });
    keepTranscripts(task, client, { alone, delegated });
  } catch (error) {
    failed += 1;
    console.error(`FAILED: ${String(error)}`);
  }
}

function keepTranscripts({ slug, prompt }: Task, client: Client, runs: Readonly<Record<string, Run>>): void {
  for (const [way, { rounds }] of Object.entries(runs))
    transcripts.push({ folder: client.slug, name: `${slug}-${way}`, text: toTranscript(prompt, rounds) });
}

function measureSkill(): Proof['skill'] {
  const text = readFileSync(path.join(ROOT, 'skill/deepseek/SKILL.md'), 'utf8');
  const [, front = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
  const description = /^description: (.*)$/m.exec(front)?.[1] ?? '';
  return { descriptionTokens: count(description), bodyTokens: count(body) };
}
