import { appendSpent } from '../../src/ledger/months.ts';
import type { RunStore } from '../../src/runs/store.ts';
import { keepPatch } from '../../src/workspace/changes/kept-patch.ts';
import { change } from './change-world.ts';
import { write } from './files.ts';
import { end, say, start } from './run-samples.ts';

const DAY_MS = 24 * 3600 * 1000;
const HASH = 'a3'.repeat(32);

interface Place {
  readonly root: string;
  readonly stateDir: string;
  readonly runs: RunStore;
}

/** A state folder as a few weeks of work leave it. */
export async function prepareSamples({ root, stateDir, runs }: Place): Promise<void> {
  for (const [prompt, answer] of PROMPTS) {
    const writer = await runs.create(start(prompt));
    say(writer, answer);
    await writer.end(end({ run_id: writer.id, duration_ms: 8200, usage: usage(4200, 3800, 900) }));
  }
  const cut = await runs.create(start('Write the whole handbook'));
  say(cut, 'Chapter 1. ');
  await cut.end(end({ status: 'incomplete', finish_reason: 'length', incomplete_reason: 'length' }));
  const failed = await runs.create(start('Summarise the log'));
  await failed.end(end({ status: 'failed', incomplete_reason: 'the gateway answered 503' }));
  await prepareEdit({ root, stateDir, runs });
  prepareLedger(stateDir, root);
}

const PROMPTS = [
  ['Translate the guide into French', 'Bienvenue dans le guide.'],
  ['Write unit tests for src/date.ts', 'import { expect, test } from "vitest";'],
  ['Explain the retry policy in one paragraph', 'Requests are retried before the first byte only.'],
] as const;

const OLD = 'export function add(a, b) {\n  return a - b;\n}\n';
const NEW = 'export function add(a, b) {\n  return a + b;\n}\n';

/** A run that has changed a file, and whose change can be undone. */
async function prepareEdit({ root, stateDir, runs }: Place): Promise<void> {
  write(root, { 'src/add.js': OLD });
  const writer = await runs.create(start('Fix the sum in src/add.js'));
  writer.append({ type: 'reasoning-delta', text: 'The sign is wrong.' });
  say(writer, 'src/add.js\n<<<<<<< SEARCH\n  return a - b;\n=======\n  return a + b;\n>>>>>>> REPLACE\n');
  await writer.end(
    end({
      run_id: writer.id,
      duration_ms: 5300,
      usage: usage(1900, 1200, 140),
      files: [{ path: 'src/add.js', bytes: OLD.length, sha256: HASH }],
      edited: [{ path: 'src/add.js', action: 'changed', added: 1, removed: 1, sha256: HASH }],
      cost: { amount: 0.0042, currency: 'USD', estimated: true },
    }),
  );
  await change({ root, stateDir, id: writer.id }, { 'src/add.js': NEW });
  await keepPatch(stateDir, writer.id, PATCH);
}

const PATCH = `diff --git a/src/add.js b/src/add.js
--- a/src/add.js
+++ b/src/add.js
@@ -1,3 +1,3 @@
 export function add(a, b) {
-  return a - b;
+  return a + b;
 }
`;

function usage(input: number, cached: number, output: number) {
  return {
    input_tokens: input,
    cached_input_tokens: cached,
    output_tokens: output,
    reasoning_tokens: Math.round(output / 3),
    total_tokens: input + output,
  };
}

/** Five weeks with weekends, two models, and two clients. */
function prepareLedger(stateDir: string, root: string): void {
  for (let day = 34; day >= 0; day -= 1) {
    const at = new Date(Date.now() - day * DAY_MS);
    const requests = [0, 6].includes(at.getUTCDay()) ? 1 : 3 + ((day * 7) % 5);
    for (let request = 0; request < requests; request += 1) {
      const isFlash = (day + request) % 3 === 0;
      const input = 20_000 + ((day * 7919 + request * 104_729) % 90_000);
      appendSpent(stateDir, {
        kind: 'request',
        id: `${day}-${request}`,
        at: at.toISOString(),
        model: isFlash ? 'deepseek-v4-flash' : 'deepseek-v4-pro',
        project: request % 4 === 3 ? '/home/ada/website' : root,
        client: request % 2 ? 'cli' : 'claude-code',
        run_id: null,
        input_tokens: input,
        cached_input_tokens: Math.round(input * (0.5 + (request % 5) / 10)),
        output_tokens: Math.round(input / 9),
        reasoning_tokens: Math.round(input / 30),
        estimated_tokens: null,
        cost: { amount: input / 4_000_000, currency: 'USD', estimated: true },
      });
    }
  }
}
