import { readFile } from 'node:fs/promises';

/** What one row of docs/faults.md promises. */
export interface Expectation {
  fault: string;
  /** Only over this protocol, or only where JSON was asked for; such a row goes before the general one. */
  condition: string | undefined;
  /** Exit code of the command line. */
  exitCode: number;
  status: string;
  isError: boolean;
  /** Words of the receipt or of the error. */
  words: string | undefined;
  /** HTTP requests. */
  attempts: number;
  kept: 'all' | 'what came' | 'nothing';
}

const ROW =
  /^\| `([\w-]+)`(?: ([^|]+?))? +\| (?:[\w-]+ \((\d+)\)|– \((\d)\)) +\| (\w+)(, error)?(?:: “([^”]+)”)? +\| (\d) +\| (all|what came|nothing) +\|$/;

/** Reads the table; a row that it cannot read is an error, so that none is skipped. */
export async function readExpectations(): Promise<Expectation[]> {
  const page = await readFile(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
  const section = page.split('<!-- faults -->')[1] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((line) => {
    const parts = ROW.exec(line);
    if (!parts) throw new Error(`This row of docs/faults.md cannot be read: ${line}`);
    const [, fault = '', condition, failureCode, doneCode, status = '', error, words, attempts, kept] = parts;
    return {
      fault,
      condition,
      exitCode: Number(failureCode ?? doneCode),
      status,
      isError: error !== undefined,
      words,
      attempts: Number(attempts),
      kept: kept as Expectation['kept'],
    };
  });
}

/** The row that speaks of a fault under these conditions: the most particular one. */
export function findExpectation(
  expectations: readonly Expectation[],
  fault: string,
  conditions: readonly string[],
): Expectation {
  const rows = expectations.filter((row) => row.fault === fault);
  const found =
    rows.find(({ condition }) => condition !== undefined && conditions.includes(condition)) ??
    rows.find(({ condition }) => condition === undefined);
  if (!found) throw new Error(`docs/faults.md has no row for "${fault}" (${conditions.join(', ')}).`);
  return found;
}
