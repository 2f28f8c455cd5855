import { expect, test } from 'vitest';
import { FAULTS } from '../../../src/sandbox/sandbox.ts';
import { listAllCells, listCells, outcomeOf, type Cell } from './cells.ts';
import { readExpectations } from './expectations.ts';
import { playMatrix } from './matrix.ts';

/** All combinations with the built command, as `npm run faults` plays them: FAULTS=all. */
const IS_FULL = process.env['FAULTS'] === 'all';

test('every fault is reported as docs/faults.md says, over every protocol and through every interface', async () => {
  const results = await playMatrix(IS_FULL ? listAllCells() : listCells(await readExpectations()));
  const wrong = results.filter(({ mismatches }) => mismatches.length > 0);

  expect(wrong.map(({ cell, mismatches }) => [cell.fault, cell.protocol, cell.via, ...mismatches])).toEqual(
    [],
  );
}, 480_000);

function pairsOf(cells: readonly Cell[]): Set<string> {
  return new Set(
    cells.flatMap(({ fault, protocol, via, wantsJson }) => {
      const asked = `${via}${wantsJson ? ' for JSON' : ''}`;
      return [`${fault} over ${protocol}`, `${fault} through ${asked}`, `${asked} over ${protocol}`];
    }),
  );
}

test('every two of a fault, a protocol and an interface meet, and every outcome meets the built command', async () => {
  const expectations = await readExpectations();
  const outcomes = (cells: readonly Cell[]) =>
    new Set(cells.flatMap((cell) => outcomeOf(cell, expectations) ?? []));
  const [chosen, all] = [listCells(expectations), listAllCells()];

  expect(pairsOf(chosen)).toEqual(pairsOf(all));
  expect(outcomes(chosen.filter(({ isBuilt }) => isBuilt))).toEqual(outcomes(all));
  expect(all.length).toBeGreaterThanOrEqual(Object.keys(FAULTS).length * 8);
});

test('docs/faults.md has a row for every fault that the sandbox plays, and for no other', async () => {
  const documented = new Set((await readExpectations()).map(({ fault }) => fault));

  expect([...documented].toSorted()).toEqual(Object.keys(FAULTS).toSorted());
});
