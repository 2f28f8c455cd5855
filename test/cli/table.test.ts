import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { formatTable } from '../../src/cli/terminal/table.ts';
import type { Output } from '../../src/cli/terminal/terminal.ts';

const COLUMNS = [
  { title: 'ID' },
  { title: 'SIZE', isOptional: true },
  { title: 'MODEL', isOptional: true },
  { title: 'TASK' },
];
const ROW = [
  'r_1234567890',
  '1234567',
  'deepseek-v4-pro',
  'Explain the whole of vector databases to a beginner',
];

function terminal(columns: number): Output {
  return Object.assign(new PassThrough(), { isTTY: true, columns });
}

test('in a pipe nothing is cut', () => {
  expect(formatTable(COLUMNS, [ROW], new PassThrough())).toBe(
    'ID            SIZE     MODEL            TASK\n' + ROW.join('  '),
  );
});

test.for([200, 80, 60, 50, 40, 30, 20])('in %i columns no line is longer', (columns) => {
  const lines = formatTable(COLUMNS, [ROW], terminal(columns)).split('\n');

  for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  expect(lines[1]).toMatch(/^r_1234567890/);
});

test('optional columns make room before the text is cut', () => {
  expect(formatTable(COLUMNS, [ROW], terminal(50))).toBe(
    'ID            SIZE     TASK\nr_1234567890  1234567  Explain the whole of vecto…',
  );
});

test('wide characters count twice, and escapes not at all', () => {
  const rows = [
    ['a', '日本語日本語日本語'],
    ['b\u001B[31m', 'x\ny'],
  ];

  expect(formatTable([{ title: 'N' }, { title: 'T' }], rows, terminal(16))).toBe(
    'N       T\na       日本語…\nb [31m  x y',
  );
});
