import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '../../config/config.ts';
import { createDelegation, type Delegation } from '../../delegation/delegation.ts';
import { failed, type Check } from './check.ts';
import { MAX_PROBE_MS, MAX_SILENCE_MS } from './gateway-checks.ts';

const PROMPT =
  'Which colour does the file colour.txt name? List the project, read the file, then answer with the word alone.';
/** Enough for the thoughts of a few short rounds. */
const PROBE_MAX_TOKENS = 4000;
/** One round asks, the next one sends what was asked for. */
const PROBE_ROUNDS = 6;

/** Lets the model look into a folder of one harmless file: the first round calls the function, the second sends its result. */
export async function checkExplore(config: Config, signal: AbortSignal): Promise<Check> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runapi-deepseek-doctor-'));
  await writeFile(path.join(folder, 'colour.txt'), 'The colour is teal.\n');
  const { idleTimeoutMs, timeoutMs } = config.settings;
  const settings = {
    ...config.settings,
    roots: [folder],
    exploreRounds: PROBE_ROUNDS,
    idleTimeoutMs: Math.min(idleTimeoutMs, MAX_SILENCE_MS),
    timeoutMs: Math.min(timeoutMs, MAX_PROBE_MS),
  };
  const delegation = createDelegation({ ...config, settings });
  try {
    return await tryToExplore(delegation, signal);
  } catch (error) {
    return failed('explore', error);
  } finally {
    await delegation.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryToExplore({ delegate, runs }: Delegation, signal: AbortSignal): Promise<Check> {
  const name = 'explore';
  const task = { prompt: PROMPT, explore: true, max_tokens: PROBE_MAX_TOKENS };
  const { receipt, error } = await delegate(task, { signal });
  // What was asked here is of no use to anybody later.
  if (receipt.run_id !== null) await runs.remove(receipt.run_id);
  if (error) return failed(name, error);
  const { model, explored } = receipt;
  if (!explored || explored.rounds === 0) {
    return {
      name,
      state: 'warning',
      finding: `${model} answered without calling the function that it was offered`,
      next: 'Set DEEPSEEK_EXPLORE_MODEL to a model that calls functions.',
    };
  }
  const rounds = `${explored.rounds} ${explored.rounds === 1 ? 'round' : 'rounds'}`;
  return { name, state: 'ok', finding: `${model} answered after ${rounds} of function calls` };
}
