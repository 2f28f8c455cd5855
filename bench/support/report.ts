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
  In a profile of 1,500 calls, system calls take two fifths of the server's CPU: sending the request, writing the reply, opening and writing the
  run's log. Garbage collection takes 4 %, validation of MCP messages 3 %; the rest has no single cause.
- **A first call:** the server answers \`initialize\` before it has loaded what a call needs. Loading that costs about as much as \`chat\` below.
- **Fan-out:** each file costs about 7 ms of CPU, where the bound leaves 4, on cores shared with the upstream. In a profile of 2,000 files, reading
  the stream takes a quarter of it, HTTP and the OpenAI client a sixth, looking at names to keep source and target inside the roots a tenth, writing
  the run's log, the ledger, the answer and its copy for undo with one \`fsync\` a third, garbage collection a twentieth.
- **\`chat\`, in CPU time:** of about 130 ms beyond a bare Node process, 60 load the program (half of it compiling, a third building schemas), 25
  read the options, 15 prepare the request, and 45 send it, read the stream and write the log and the ledger; the bare script's request takes 20.
  Node 20 cannot keep compiled code from one start to the next.
- **\`--help\`:** it loads four files of 60 KB, half of that the parser of options; each file costs about a millisecond.
- **Search:** to be sure that a file is what was inspected, each takes six system calls (stat, open, fstat, readlink, read, close), and crossing from
  JavaScript into the system costs as much as the call itself.
- **Time to first delta:** progress is checked every 50 ms, and sent at most every 300 ms.
- **500 concurrent calls:** a server has at most 256 requests under way (\`DEEPSEEK_MAX_REQUESTS\`), so the others wait for one of these to end.
- **Beside 0.1.0:** \`npm run bench:beside -- --other FOLDER\` measures two builds in turns, since two runs meet two machines. As a
  share of what 0.1.0 took on 26 November: start 0.89, first call 0.94, \`--version\` 0.33, \`--help\` 0.43, \`chat\` 0.58, a call 0.81, memory after 5,000
  calls 0.86 (before its heap was bounded), a delta 0.74 to 0.94, time to first delta and p99 of 200 calls 1.0, a file of a fan-out 0.73; p99 of 500 calls
  1.35, for the reason above.
`;
}
