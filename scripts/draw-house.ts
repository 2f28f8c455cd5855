/** Draws docs/house.svg: the folders of src/ on floors, from the import rules in .oxlintrc.json. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface LintConfig {
  readonly overrides: readonly {
    readonly files: readonly string[];
    readonly rules: Readonly<Record<string, unknown>>;
  }[];
}

/** What each folder is for. */
const PURPOSES: Readonly<Record<string, string>> = {
  cli: 'commands for people and scripts',
  mcp: 'tools, prompts and resources for agents',
  dashboard: 'runs and usage in the browser',
  install: 'client configuration',
  delegation: 'one call: arguments → prepare → run → complete → destination → present',
  runs: 'logs of completions',
  conversations: 'turns on disk',
  ledger: 'usage and budgets',
  workspace: 'files inside the roots',
  checks: 'commands of the user',
  secrets: 'secrets in text',
  runapi: 'requests to the gateway',
  chat: 'messages, deltas, usage',
  state: 'state folder, locks',
  config: 'key and settings',
  text: 'cutting and cleaning text',
  sandbox: 'offline RunAPI; shares nothing',
};

const WIDTH = 1040;
const BOX_HEIGHT = 62;
const FLOOR_HEIGHT = 84;
const GAP = 12;

/** @throws If a folder has no purpose, or a purpose no folder. */
export function drawHouse(config: LintConfig): string {
  const imports = allowedImports(config);
  const missing = [...imports.keys()].filter((room) => PURPOSES[room] === undefined);
  const unknown = Object.keys(PURPOSES).filter((room) => !imports.has(room));
  if (missing.length + unknown.length > 0) {
    throw new Error(`Add to PURPOSES: ${missing.join(', ')}; remove: ${unknown.join(', ')}.`);
  }
  const floors = floorsOf(imports);
  const height = floors.length * FLOOR_HEIGHT + 40;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif">`,
    '<title>The folders of src/, by what they may import</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...floors.flatMap((rooms, floor) =>
      rooms.map((room, place) => box(room, { floor, place, of: rooms.length })),
    ),
    `<text x="${WIDTH / 2}" y="${height - 14}" font-size="13" fill="#57606a" text-anchor="middle">Imports go down only.</text>`,
    '</svg>',
  ].join('\n')}\n`;
}

/** The rooms in the order of the rules, and those that each of them may import. */
export function allowedImports({ overrides }: LintConfig): Map<string, Set<string>> {
  const forbidden = new Map<string, string[]>();
  for (const { files, rules } of overrides) {
    const [, room] = /^src\/(\w+)\/\*\*$/.exec(files[0] ?? '') ?? [];
    const rule = rules['no-restricted-imports'] as [string, { patterns: { group: string[] }[] }] | undefined;
    if (room && rule) {
      forbidden.set(
        room,
        rule[1].patterns.flatMap(({ group }) => group),
      );
    }
  }
  const rooms = [...forbidden.keys()];
  return new Map(
    [...forbidden].map(([room, groups]) => {
      const others = groups.includes('../**') ? [] : rooms.filter((other) => other !== room);
      return [room, new Set(others.filter((other) => !groups.includes(`**/${other}/**`)))];
    }),
  );
}

/** Top first: each room is one floor above the highest that it may import. */
function floorsOf(imports: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const heightOf = (room: string): number =>
    1 + Math.max(-1, ...[...(imports.get(room) ?? [])].map(heightOf));
  const floors: string[][] = [];
  for (const room of imports.keys()) (floors[heightOf(room)] ??= []).push(room);
  return floors.toReversed();
}

function box(room: string, { floor, place, of }: { floor: number; place: number; of: number }): string {
  const width = (WIDTH - GAP * (of + 1)) / of;
  const x = GAP + place * (width + GAP);
  const y = GAP + floor * FLOOR_HEIGHT;
  const middle = round(x + width / 2);
  return [
    `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${BOX_HEIGHT}" rx="6" fill="#f6f8fa" stroke="#8c959f"/>`,
    `<text x="${middle}" y="${y + 26}" font-size="15" font-weight="bold" fill="#1f2328" text-anchor="middle">${room}/</text>`,
    `<text x="${middle}" y="${y + 47}" font-size="12" fill="#57606a" text-anchor="middle">${PURPOSES[room]}</text>`,
  ].join('\n');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rules = readFileSync(new URL('../.oxlintrc.json', import.meta.url), 'utf8');
  writeFileSync(new URL('../docs/house.svg', import.meta.url), drawHouse(JSON.parse(rules) as LintConfig));
}
