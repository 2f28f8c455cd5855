import { expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { createDelegation } from '../../../src/delegation/delegation.ts';
import { openProject } from '../../support/project.ts';
import { until } from '../../support/until.ts';

const ENDLESS = { tokensPerSecond: 500, answer: () => 'word '.repeat(5000) };

function open(environment: Record<string, string>, abandonAfterMs: number) {
  const delegation = createDelegation(readConfig(environment), { abandonAfterMs });
  const { signal } = new AbortController();
  return {
    call: (given: object, waitMs: number) => delegation.delegate(given, { signal, waitMs }),
    stateOf: async (id: string) => (await delegation.runs.read(id)).state,
    [Symbol.asyncDispose]: () => delegation.close(),
  };
}

test('a run that nobody waits for ends after a time, and its text is kept', async () => {
  await using it = await openProject({}, { sandbox: ENDLESS });
  await using server = open(it.environment, 1000);
  const begun = await server.call({ prompt: 'Write.' }, 300);
  const id = begun.receipt.run_id ?? '';
  await until('the run has ended', async () => (await server.stateOf(id)) === 'ended');

  const { completion, receipt } = await server.call({ run_id: id, cancel: true }, 1000);

  expect(begun.receipt.status).toBe('running');
  expect(receipt.status).toBe('incomplete');
  expect(completion.reasoning + completion.text).not.toBe('');
});

test('a run that is waited for, or asked for again, continues', async () => {
  await using it = await openProject({}, { sandbox: ENDLESS });
  await using server = open(it.environment, 60_000);
  const begun = await server.call({ prompt: 'Write.' }, 100);
  const id = begun.receipt.run_id ?? '';

  const later = await server.call({ run_id: id }, 300);

  expect(later.receipt.status).toBe('running');
  expect(await server.stateOf(id)).toBe('running');
});
