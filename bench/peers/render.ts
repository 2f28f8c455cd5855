import { aheadOf, type ComparedRow, type Comparison } from './comparison.ts';

const OURS = 'runapi-deepseek';
/** The second table; the others are compared in the first. */
const COMPLETION_SERVERS = [
  'deepseek-mcp-server',
  '@arikusi/deepseek-mcp-server',
  'claude-code-deepseek-delegator',
  '@houtini/lm',
  'deepseek-subagent-mcp-server',
];
const TITLES: Readonly<Record<string, string>> = {
  [OURS]: 'this project',
  '@steipete/oracle': 'Oracle',
  '@deepseek-ai/dsh': 'dsh',
  '@anthropic-ai/claude-code': 'Claude Code',
};

/** The measured part of docs/comparison.md. */
export function renderComparison({ machine, contenders, absent, rows }: Comparison): string {
  const present = contenders.map(({ name }) => name);
  const servers = present.filter((name) => COMPLETION_SERVERS.includes(name));
  const others = present.filter((name) => name !== OURS && !servers.includes(name));
  const versions = contenders.map(({ name, version }) => `\`${name}\` ${version}`);
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  return [
    `Measured by \`npm run bench -- --peers\`: ${facts.join(', ')}. Versions: ${versions.join(', ')}.`,
    ...absent.map(
      ({ name, version, why }) =>
        `\`${name}\` ${version} could not be installed (${why}), and is not measured.`,
    ),
    ...renderSection('Agents, and Oracle', rows, others),
    ...renderSection('Completion servers', rows, servers),
  ].join('\n\n');
}

/** Without the rows in which none of these was tried. */
function renderSection(title: string, rows: readonly ComparedRow[], others: readonly string[]): string[] {
  const isTried = ({ cells }: ComparedRow) =>
    others.some((name) => cells[name] !== undefined && cells[name].text !== '–');
  const tried = rows.filter(isTried);
  return tried.length > 0 ? [`### ${title}`, renderTable(tried, others)] : [];
}

function renderTable(rows: readonly ComparedRow[], others: readonly string[]): string {
  const names = [OURS, ...others];
  const titles = names.map((name) => TITLES[name] ?? `\`${name}\``);
  const head = ['measure', ...titles, 'ahead of this project'];
  const body = rows.map((row) => {
    const ahead = aheadOf(OURS, row).filter((name) => others.includes(name));
    const cells = names.map((name) => row.cells[name]?.text ?? '–');
    return [row.measure, ...cells, ahead.map((name) => TITLES[name] ?? `\`${name}\``).join(', ')];
  });
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const BEGIN = '<!-- measured -->';
const END = '<!-- /measured -->';

/** The page with its measured part replaced. */
export function replaceMeasured(page: string, measured: string): string {
  const [before, rest = ''] = page.split(BEGIN);
  const [, after = ''] = rest.split(END);
  return `${before}${BEGIN}\n\n${measured}\n\n${END}${after}`;
}
