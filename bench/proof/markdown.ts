import { RATES, SPEED_UP } from './caller/pace.ts';
import type { Cost } from './measure.ts';
import {
  formatRatio,
  ratioOf,
  ratioWithDefinitions,
  spreadOf,
  totalOf,
  type Proof,
  type ProofRow,
} from './proof.ts';

const CONTEXT_HEAD = ['task', 'alone: tokens', 'with DeepSeek: tokens', 'ratio', 'ratio with definitions'];
const REST_HEAD = [
  'task',
  'rounds',
  'caller output tokens',
  'caller input tokens, all rounds',
  'DeepSeek input tokens (cached)',
  'DeepSeek output tokens',
  'seconds',
];

/** What each task adds to the caller's context. */
export function contextTable({ rows, clients }: Proof, client: string): string {
  const { definitionTokens = 0 } = clients.find(({ name }) => name === client) ?? {};
  const cells = rowsOf(rows, client).map((row) => [
    row.task,
    context(row.alone),
    context(row.delegated),
    formatRatio(ratioOf(row)),
    formatRatio(ratioWithDefinitions(row, definitionTokens)),
  ]);
  return table(CONTEXT_HEAD, cells);
}

/** All else that a task costs: alone → with DeepSeek. */
export function restTable({ rows }: Proof, client: string): string {
  const cells = rowsOf(rows, client).map(({ task, alone, delegated }) => {
    const change = (of: (cost: Cost) => number) => `${count(of(alone))} → ${count(of(delegated))}`;
    const { inputTokens, cachedTokens, outputTokens } = delegated.deepseek;
    return [
      task,
      change((cost) => cost.rounds),
      change((cost) => cost.outputTokens),
      change((cost) => cost.inputTokens),
      `${count(inputTokens)} (${count(cachedTokens)})`,
      count(outputTokens),
      change((cost) => Math.round(cost.seconds)),
    ];
  });
  return table(REST_HEAD, cells);
}

export function toMarkdown(proof: Proof): string {
  const { machine, clients, skill } = proof;
  const { caller, deepseek } = RATES;
  const versions = clients.map(({ name, version }) => `${name} ${version}`).join(' and ');
  const rate = ({ outputTokensPerSecond, inputTokensPerSecond, firstTokenMs }: typeof caller) =>
    `${outputTokensPerSecond} output tokens/s, ${count(inputTokensPerSecond)} uncached input tokens/s, ${firstTokenMs / 1000} s to the first token`;
  return `# What delegating saves

Made by \`npm run proof -- --write\` on ${machine.date} (Node ${machine.node}, ${machine.platform}): ${versions}, the real programs, do each
task twice in a generated project, alone with their own tools and with this server. The caller's model is a script, and so is DeepSeek; both
run on loopback. A task counts only if both runs end in the same state, which the script checks.

![Tokens added to the caller's context, relative to the client alone](proof.svg)

${clients.map((client) => section(proof, client)).join('\n\n')}

## What is counted

- **Tokens in the caller's context** are what the task adds to the conversation: the model's tool calls, their results, what the client adds
  by itself, and the model's last words, taken from the requests that the client sent. The user's prompt is the same both times and is not
  included, nor are the client's own prompt and tools.
- **Ratio with definitions** charges the whole cost of having the server (tool definitions, instructions, and in Codex the tool search) to
  this one task. In practice a conversation pays it once, and with prompt caching at a fraction.
- **Caller input tokens, all rounds** add up every request as it was sent, the client's own prompt included: what is billed without prompt caching.
  Here the client's prompt weighs most, and the saving is smaller.
- **Tokens** are counted with DeepSeek's tokenizer, on both sides. Other tokenizers count differently, on both sides alike.
- **With DeepSeek** includes what the skill asks of an agent after the call. Code: all of the diff is read, besides the check or the tests (for the
  rename word by word: each changed word, and how often). Review and opinion: each line that a finding names is opened. Translation: headings, lists
  and code blocks are counted on all pages, and the beginning of one is compared. Digest and log: the result is
  read, and a command looks up its quotations. Report and JSON: a command looks up quotations, or numbers and names, and a part is read. A call that takes longer than 45 s costs a further round for each 45 s, which is included.
- **Alone**, the agent reads what the result needs, with parallel calls, and nothing else: all files where a finding may be in any, the diff for an opinion.
  It edits with small edits, uses the shell where a command does the job (the rename, the log, the tests), and meets the client's own limits on output.
  It may state only what its tools have shown; the script checks that.
- **The material** was written by people: the modules are this project's own, the pages are READMEs of installed packages, one of each family of names, so that
  no script can do for the rest what it does for one. Only the log, the settings, the shop with the failing test and the modules of the two small
  changes are generated.
- **Seconds** are measured with models at an assumed pace. Caller: ${rate(caller)}. DeepSeek: ${rate(deepseek)}. To keep the proof short
  both run ${SPEED_UP} times faster, and their time is multiplied back. DeepSeek's output is paced in pieces of up to eight characters, about a token each. Everything else, the start of the client included, takes the time that it takes.

## What is not counted

- **The quality of answers is not measured here.** Both models are scripts that know the answer. What they write has a likely length, no more: a "translation" has the words of its
  sentences in reverse (real German takes more tokens), a "report" is every second sentence of its notes, a "purpose" is the package's own description. A real model may need more rounds, alone as well as delegated.
- Prompt caching at the caller's provider, which makes repeated input cheaper, alone as well as delegated; and prices.
- The thinking of the caller's model, and DeepSeek's beyond a short fixed text.
- Reading all of a translation or a report: an agent that does so pays for its lines.
- Sub-agents of the client, which keep reading out of the main conversation, and pay for it at the caller's price.
- The skill, which is optional: its description is ${count(skill.descriptionTokens)} tokens in each conversation, its body ${count(skill.bodyTokens)} once it is used.
- What the files cost at DeepSeek is in the table as tokens: delegation moves work there, it does not remove it.

## Repeat it

\`npm ci && npm run proof\` prints the tables on Linux (x64); it installs the clients on first use and needs no key. \`--only review\` runs one
task, \`--write\` updates this page. The tasks are in \`bench/proof/tasks/\`, and what was said in each run in \`bench/proof/transcripts/\` (long texts
cut, with their length). At the same commit, the numbers repeat apart from the seconds; on a busy machine a run may wait once more.
`;
}

function section(
  proof: Proof,
  { name, version, definitionTokens, ownTokens }: Proof['clients'][number],
): string {
  const rows = rowsOf(proof.rows, name);
  const { best, median, worst } = spreadOf(rows);
  const { alone, delegated } = totalOf(rows, definitionTokens);
  const larger = rows.filter((row) => ratioOf(row) > 1);
  const slower = rows.filter((row) => row.delegated.seconds > row.alone.seconds);
  return `## ${name} ${version}

Tokens that a task adds to the caller's context: best ${formatRatio(best)}, median ${formatRatio(median)}, worst ${formatRatio(worst)}. Having the server
costs a conversation ${count(definitionTokens)} tokens, beside ${count(ownTokens)} of the client's own. All ${rows.length} tasks together: ${count(alone)} tokens
alone, ${count(delegated)} with DeepSeek, these definitions included (${formatRatio(delegated / alone)}). As billed without prompt caching, a conversation for each
task: ${both(rows, (cost) => cost.inputTokens)} input tokens, ${both(rows, (cost) => cost.outputTokens)} output tokens.

${contextTable(proof, name)}

Delegating loses where the work is smaller than its description: ${namesOf(larger)}. It takes longer for: ${namesOf(slower)}.

What else it costs, alone → with DeepSeek:

${restTable(proof, name)}`;
}

function both(rows: readonly ProofRow[], of: (cost: Cost) => number): string {
  const sum = (costOf: (row: ProofRow) => Cost) => rows.reduce((total, row) => total + of(costOf(row)), 0);
  return `${count(sum(({ alone }) => alone))} → ${count(sum(({ delegated }) => delegated))}`;
}

function namesOf(rows: readonly ProofRow[]): string {
  return (
    rows.map(({ task }) => task.replace(/^[A-Z]/, (letter) => letter.toLowerCase())).join('; ') || 'nothing'
  );
}

function rowsOf(rows: readonly ProofRow[], client: string): ProofRow[] {
  return rows.filter((row) => row.client === client);
}

function context({ contextTokens, contextBytes }: Cost): string {
  const kilobytes = contextBytes / 1000;
  return `${count(contextTokens)} (${kilobytes.toFixed(kilobytes < 10 ? 1 : 0)} kB)`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function table(head: readonly string[], cells: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
