import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAULTS } from '../src/sandbox/sandbox.ts';
import { receiptOf } from '../test/support/results.ts';
import { connectInMemory, environmentFor } from '../test/support/server.ts';
import { temporaryFolder } from './support/environment.ts';
import { startUpstream } from './support/upstream.ts';

// Many completions with every fault among them. At the end, nothing may be left of them: no handle, no socket, no file
// descriptor, no listener, and no more memory than after the first tenth.

const COMPLETIONS = Number(process.env['SOAK_COMPLETIONS'] ?? 10_000);
const AT_ONCE = 40;
const MAX_MINUTES = 10;
const MODEL = 'deepseek-v4-pro';
/** Of so many completions, one meets a fault. */
const ONE_IN = 5;
/** They take as long as the model, or as the caller's patience. */
const SLOW = new Set(['slow-drip', 'comments-then-answer']);
const MAX_GROWTH_MEGABYTES = 25;

const warnings: string[] = [];
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));

await using folder = await temporaryFolder();
const faults = Object.keys(FAULTS).filter((name) => !SLOW.has(name));
const before = await census();
const samples: number[] = [];
const statuses: Record<string, number> = {};
const startedAt = performance.now();
{
  await using upstream = await startUpstream();
  await using connected = await connectInMemory(
    environmentFor(upstream.url, {
      DEEPSEEK_STATE_DIR: folder.path,
      DEEPSEEK_IDLE_TIMEOUT_SECONDS: '1.5',
      DEEPSEEK_TIMEOUT_SECONDS: '20',
    }),
  );
  let begun = 0;
  const work = async () => {
    while (begun < COMPLETIONS && performance.now() - startedAt < MAX_MINUTES * 60_000) {
      const number = (begun += 1);
      if (number % (COMPLETIONS / 10) === 0) samples.push(usedMegabytes());
      const fault = number % ONE_IN === 0 ? faults[(number / ONE_IN) % faults.length] : undefined;
      const result = await connected.client.callTool({
        name: 'deepseek_chat',
        arguments: { prompt: 'Answer in 60 words.', model: fault ? `${MODEL}@${fault}` : MODEL },
      });
      const { status } = receiptOf(result);
      const outcome = fault ? `${status} at a fault` : status;
      statuses[outcome] = (statuses[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (connected.defects.length > 0) throw new Error(`${connected.defects.length} defects.`);
}
// Connections that are kept for the next request are closed after four seconds.
await sleep(6000);
const after = await census();

const minutes = (performance.now() - startedAt) / 60_000;
const growth = average(samples.slice(-3)) - average(samples.slice(1, 4));
console.log(`${COMPLETIONS} completions in ${minutes.toFixed(1)} min: ${JSON.stringify(statuses)}`);
console.log(`memory in use at each tenth, in MB: ${samples.map((value) => value.toFixed(1)).join(' ')}`);
console.log(`handles before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);

const done = Object.values(statuses).reduce((sum, count) => sum + count, 0);
const failed = (statuses['failed'] ?? 0) + (statuses['incomplete'] ?? 0);
const problems = [
  ...(failed > 0 ? [`${failed} completions failed without a fault`] : []),
  ...(done < COMPLETIONS ? [`only ${done} completions within ${MAX_MINUTES} minutes`] : []),
  ...(growth > MAX_GROWTH_MEGABYTES ? [`memory grew by ${growth.toFixed(1)} MB`] : []),
  ...(after.fileDescriptors > before.fileDescriptors ? ['file descriptors are left'] : []),
  ...(after.resources > before.resources ? ['handles are left'] : []),
  ...warnings,
];
for (const problem of problems) console.log(`NOT HELD: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function usedMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function census(): Promise<{ fileDescriptors: number; resources: number }> {
  globalThis.gc?.();
  const descriptors = process.platform === 'linux' ? await readdir('/proc/self/fd') : [];
  return { fileDescriptors: descriptors.length, resources: process.getActiveResourcesInfo().length };
}
