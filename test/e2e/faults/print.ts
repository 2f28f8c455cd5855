import { listAllCells } from './cells.ts';
import { playMatrix } from './matrix.ts';

const results = await playMatrix(listAllCells(), () => process.stderr.write('.'));
process.stderr.write('\n');

const rows = results.map(({ cell, played, mismatches }) => [
  cell.fault + (cell.wantsJson ? ' (JSON)' : ''),
  cell.protocol,
  cell.via,
  played.receipt.status + (played.isError ? ', error' : ''),
  String(played.receipt.attempts),
  `${played.answer.length} chars`,
  `${(played.receipt.duration_ms / 1000).toFixed(1)} s`,
  mismatches.length === 0 ? 'as promised' : mismatches.join('; '),
]);
const table = [
  ['FAULT', 'PROTOCOL', 'INTERFACE', 'OUTCOME', 'ATTEMPTS', 'KEPT', 'TIME', 'AS DOCUMENTED'],
  ...rows,
];
const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
for (const row of table) {
  process.stdout.write(
    `${row
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()}\n`,
  );
}
const wrong = results.filter(({ mismatches }) => mismatches.length > 0).length;
process.stdout.write(`${results.length} cells, ${wrong} not as docs/faults.md says.\n`);
process.exitCode = wrong === 0 ? 0 : 1;
