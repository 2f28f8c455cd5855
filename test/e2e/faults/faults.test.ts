import { expect, test } from 'vitest';
import { FAULTS } from '../../../src/sandbox/sandbox.ts';
import { outcomeOf, type Cell } from './cells.ts';
import { readExpectations } from './expectations.ts';
import { playMatrix } from './matrix.ts';

test('every fault is reported as docs/faults.md says, over every protocol and through every interface', async () => {
  const results = await playMatrix(() => undefined);
  const wrong = results.filter(({ mismatches }) => mismatches.length > 0);

  expect(wrong.map(({ cell, mismatches }) => [cell.fault, cell.protocol, cell.via, ...mismatches])).toEqual(
    [],
  );
  expect(results.length).toBeGreaterThanOrEqual(Object.keys(FAULTS).length * 8);
  const expectations = await readExpectations();
  const outcomes = (cells: readonly Cell[]) =>
    new Set(cells.flatMap((cell) => outcomeOf(cell, expectations) ?? []));
  const cells = results.map(({ cell }) => cell);
  expect(outcomes(cells.filter(({ isBuilt }) => isBuilt))).toEqual(outcomes(cells));
}, 480_000);

test('docs/faults.md has a row for every fault that the sandbox plays, and for no other', async () => {
  const documented = new Set((await readExpectations()).map(({ fault }) => fault));

  expect([...documented].toSorted()).toEqual(Object.keys(FAULTS).toSorted());
});
