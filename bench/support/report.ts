import { holds, ratioOf, type Row } from './row.ts';

const HEAD = ['measure', 'ours', 'IQR', 'compared with', 'ratio', 'bound'];

export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
}

export function formatTable(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(toCells)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function toCells(row: Row): string[] {
  const { measure, value, unit, spread, reference, bound } = row;
  const ratio = ratioOf(row);
  return [
    measure,
    `${format(value)} ${unit}`,
    spread ? `${format(spread[0])} – ${format(spread[1])}` : '',
    reference ? `${format(reference.value)} ${unit} (${reference.name})` : '',
    ratio === undefined ? '' : `${format(ratio)} ×`,
    bound ? `${bound.of} ≤ ${bound.most}: ${holds(row) ? 'met' : 'NOT MET'}` : '',
  ];
}

function format(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: value < 1000 ? 3 : 6 });
}

/** docs/benchmark.md. */
export function toMarkdown(rows: readonly Row[], machine: Machine): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...rows.map(toCells)].map((row) => `| ${row.join(' | ')} |`);
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  return `# Benchmark

Made by \`npm run bench -- --write\`: ${facts.join(', ')}. This project and its references were measured alternately, in one run.
Other tools are measured in the [comparison](comparison.md#measured).

![Ratios to the references](benchmark.svg)

${lines.join('\n')}

## Reading it

- **A completion:** the upstream answers instantly, so that only the overhead shows. This project streams every answer, because only a stream
  shows a cut, and writes it to disk as it arrives, because a process may be killed.
  Inside the server, a call took 1.8 ms on this machine: 0.4 to send the request, 0.8 until upstream answers, 0.6 to the result. A profile shows no
  single cause of the overhead: a quarter is file operations, a tenth validation of MCP messages, a tenth garbage collection.
- **\`chat\`, in CPU time:** of about 130 ms beyond a bare Node process, 60 load the program (half of it compiling, a third building schemas), 25
  read the options, 15 prepare the request, and 45 send it, read the stream and write the log and the ledger; the bare script's request takes 20.
  Node 20 cannot keep compiled code from one start to the next.
- **Time to first delta:** progress is checked every 50 ms, and sent at most every 300 ms.
`;
}
