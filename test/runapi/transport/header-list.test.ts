import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeaderList } from '../../../src/runapi/transport/header-list.ts';

const name = fc.constantFrom(
  'accept',
  'Accept',
  'X-Api-Key',
  'authorization',
  'AUTHORIZATION',
  'x-1',
  'x-10',
);
const value = fc.constantFrom('', 'a', ' b ', 'Bearer k', '2023-06-01');
const step = fc.oneof(
  fc.record({ action: fc.constant('append' as const), name, value }),
  fc.record({ action: fc.constant('delete' as const), name }),
);

test('it holds what Headers holds, whatever is appended and deleted', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const [ours, theirs] = [new HeaderList(), new Headers()];
      for (const each of steps) {
        for (const list of [ours, theirs]) {
          if (each.action === 'append') list.append(each.name, each.value);
          else list.delete(each.name);
        }
      }
      expect([...ours]).toEqual([...theirs]);
      expect([...ours.entries()]).toEqual([...theirs.entries()]);
      for (const asked of ['accept', 'X-API-KEY', 'x-1', 'x-2']) {
        expect(ours.get(asked)).toBe(theirs.get(asked));
        expect(ours.has(asked)).toBe(theirs.has(asked));
      }
    }),
  );
});
