import { ratioOf, type Row } from './support/row.ts';

const WIDTH = 900;
const LABELS = 430;
const LINE = 26;
const TOP = 60;

export interface Bars {
  readonly title: string;
  readonly subtitle: string;
  readonly bars: readonly { readonly label: string; readonly ratio: number }[];
  readonly format: (ratio: number) => string;
}

/** Each measure that is compared with something, as a bar of its ratio on one scale. */
export function drawChart(rows: readonly Row[], machine: { date: string; node: string }): string {
  const bars = rows.flatMap((row) => {
    const ratio = ratioOf(row);
    return ratio === undefined || !row.reference
      ? []
      : [{ label: `${row.measure} / ${row.reference.name}`, ratio }];
  });
  return drawBars({
    title: 'runapi-deepseek relative to its references (shorter is better)',
    subtitle: `${machine.date}, Node ${machine.node}`,
    bars,
    format: (ratio) => `${ratio.toLocaleString('en-US', { maximumSignificantDigits: 3 })} ×`,
  });
}

/** Ratios as bars on one scale, with a line at one. */
export function drawBars({ title, subtitle, bars, format }: Bars): string {
  const most = Math.max(2, ...bars.map(({ ratio }) => ratio));
  const room = WIDTH - LABELS - 90;
  const lines = bars.map(({ label, ratio }, place) => {
    const y = TOP + place * LINE;
    const width = Math.max(1, (ratio / most) * room);
    return `<text x="${LABELS - 10}" y="${y + 15}" text-anchor="end">${escape(label)}</text>
<rect x="${LABELS}" y="${y + 3}" width="${width.toFixed(1)}" height="16" rx="2" fill="#4f6bed"/>
<text x="${(LABELS + width + 8).toFixed(1)}" y="${y + 15}">${format(ratio)}</text>`;
  });
  const height = TOP + bars.length * LINE + 20;
  const one = LABELS + room / most;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="20" y="28" font-size="16" font-weight="bold">${escape(title)}</text>
<text x="20" y="46" fill="#555555">${escape(subtitle)}</text>
${lines.join('\n')}
<line x1="${one}" x2="${one}" y1="${TOP - 4}" y2="${height - 16}" stroke="#999999" stroke-dasharray="3 3"/>
</svg>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
