import { expect, test } from 'vitest';
import { makeCorpus, type Sample } from '../../../bench/secrets/corpus.ts';
import { ours } from '../../../bench/secrets/ours.ts';

const share = async (samples: readonly Sample[]) => {
  const refused = await ours(samples.map(({ file }) => file));
  return refused.filter(Boolean).length / samples.length;
};

test.for([1, 2, 3])('of corpus %i at most 5 %% are missed and at most 3 %% refused', async (seed) => {
  const { withSecret, ordinary } = makeCorpus(seed);

  expect(withSecret.length).toBeGreaterThan(200);
  expect(ordinary.length).toBeGreaterThan(200);
  expect(await share(withSecret)).toBeGreaterThanOrEqual(0.95);
  expect(await share(ordinary)).toBeLessThanOrEqual(0.03);
});
