import { setTimeout as sleep } from 'node:timers/promises';
import { DelegateError } from '../../../src/errors.ts';
import { openLedger } from '../../../src/ledger/ledger.ts';

/** Asks 40 times, as one of several processes with one budget, and prints how many requests were let through. */
const [stateDir = '', tokens = ''] = process.argv.slice(2);
const USAGE = {
  input_tokens: 60,
  cached_input_tokens: 0,
  output_tokens: 40,
  reasoning_tokens: 0,
  total_tokens: 100,
};
const ledger = openLedger({
  stateDir,
  roots: ['/srv/project'],
  budgets: [{ tokens: Number(tokens), per: 'day' }],
  prices: new Map(),
  now: () => new Date('2026-11-26T12:00:00Z'),
});
let sent = 0;
for (let call = 0; call < 40; call += 1) {
  try {
    const entry = await ledger.open({
      model: 'deepseek-v4-pro',
      client: 'test',
      run_id: null,
      // The output is not reserved: by it a budget may be exceeded, for each request that is under way.
      estimateInput: () => 60,
      max_tokens: undefined,
    });
    sent += 1;
    await sleep(Math.random() * 4);
    entry.close({ usage: USAGE, cost: null, estimatedOutput: 0 });
  } catch (error) {
    if (!(error instanceof DelegateError)) throw error;
  }
}
ledger.close();
process.stdout.write(String(sent));
