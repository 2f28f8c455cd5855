import type { Source } from './sources.ts';

/** A fault that was put into a module. */
export interface Planted {
  readonly path: string;
  readonly line: string;
  readonly finding: string;
}

interface Kind {
  readonly good: RegExp;
  readonly bad: string;
  readonly finding: string;
}

const KINDS: readonly Kind[] = [
  {
    good: /^( +if \()!(\w+\) return)/,
    bad: '$1$2',
    finding:
      'The guard is reversed: it returns early just where there is something to do. Negate the condition.',
  },
  {
    good: /^( +)await (\w+\()/,
    bad: '$1void $2',
    finding:
      'The promise is not awaited: the next step runs before it is done, and its error is lost. Await it.',
  },
  {
    good: /Math\.min\(/,
    bad: 'Math.max(',
    finding: 'The bound is on the wrong side, so the value is never limited. Use Math.min.',
  },
  {
    good: /^( +if \(.*) === undefined\)/,
    bad: '$1 !== undefined)',
    finding: 'The comparison is reversed: what is missing goes on, and what is there is dropped. Use ===.',
  },
  {
    good: / \+ 1\b/,
    bad: '',
    finding: 'Off by one: the count starts at the place itself instead of the one after it. Add 1.',
  },
];

/** Puts a fault of each kind into another module, in lines from `from` (0 to 1, the part of the module) on. */
export function plantFaults(sources: readonly Source[], from = 0): { sources: Source[]; faults: Planted[] } {
  const changed = [...sources];
  const faults: Planted[] = [];
  for (const { good, bad, finding } of KINDS) {
    const place = changed.findIndex(
      (source) => !faults.some(({ path }) => path === source.path) && find(source, good, from) !== undefined,
    );
    const source = changed[place];
    const line = source && find(source, good, from);
    if (!source || line === undefined) throw new Error(`No module has a line for ${String(good)}.`);
    const wrong = line.replace(good, bad);
    changed[place] = { ...source, text: source.text.replace(`\n${line}\n`, () => `\n${wrong}\n`) };
    faults.push({ path: source.path, line: wrong, finding });
  }
  return { sources: changed, faults };
}

function find({ text }: Source, good: RegExp, from: number): string | undefined {
  const lines = text.split('\n');
  return lines.find(
    (line, place) =>
      place >= lines.length * from &&
      good.test(line) &&
      !line.trimStart().startsWith('*') &&
      lines.indexOf(line) === place &&
      lines.lastIndexOf(line) === place,
  );
}

/** Findings about the faults that are in these files, as a list. */
export function findingsIn(
  files: readonly { path: string; lines: readonly string[] }[],
  faults: readonly Planted[],
): string {
  const found = files.flatMap(({ path, lines }) =>
    faults
      .filter((fault) => fault.path === path && lines.includes(fault.line))
      .map(({ line, finding }) => `${path}:${lines.indexOf(line) + 1}: ${finding}`),
  );
  return found.map((text, place) => `${place + 1}. ${text}`).join('\n');
}

/** The places that a list of findings names. */
export function placesIn(findings: string): { path: string; line: number }[] {
  return [...findings.matchAll(/^\d+\. ([^:]+):(\d+)/gm)].map(([, path = '', line]) => ({
    path,
    line: Number(line),
  }));
}
