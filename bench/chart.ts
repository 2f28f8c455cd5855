import { ratioOf, type Row } from './support/row.ts';

const WIDTH = 900;
const LABELS = 430;
const LINE = 26;
const TOP = 60;

/** Each measure that is compared with something, as a bar of its ratio on one scale. */
export function drawChart(rows: readonly Row[], machine: { date: string; node: string }): string {
  const compared = rows.flatMap((row) => {
    const ratio = ratioOf(row);
    return ratio === undefined || !row.reference ? [] : [{ row, ratio, reference: row.reference.name }];
  });
  const most = Math.max(2, ...compared.map(({ ratio }) => ratio));
  const room = WIDTH - LABELS - 90;
  const bars = compared.map(({ row, ratio, reference }, place) => {
    const y = TOP + place * LINE;
    const width = Math.max(1, (ratio / most) * room);
    return `<text x="${LABELS - 10}" y="${y + 15}" text-anchor="end">${escape(`${row.measure} / ${reference}`)}</text>
<rect x="${LABELS}" y="${y + 3}" width="${width.toFixed(1)}" height="16" rx="2" fill="#4f6bed"/>
<text x="${(LABELS + width + 8).toFixed(1)}" y="${y + 15}">${format(ratio)} ×</text>`;
  });
  const height = TOP + compared.length * LINE + 20;
  const one = LABELS + room / most;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="20" y="28" font-size="16" font-weight="bold">runapi-deepseek relative to its references (shorter is better)</text>
<text x="20" y="46" fill="#555555">${machine.date}, Node ${machine.node}</text>
${bars.join('\n')}
<line x1="${one}" x2="${one}" y1="${TOP - 4}" y2="${height - 16}" stroke="#999999" stroke-dasharray="3 3"/>
</svg>
`;
}

function format(ratio: number): string {
  return ratio.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
