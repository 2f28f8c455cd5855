import type { UsageRow } from '../../ledger/summary.ts';
import { svg } from './dom.ts';

const WIDTH = 80;
const HEIGHT = 10;

/** Cached input, other input and output of a row beside each other, as wide as their share of the largest row. */
export function amountBar(row: UsageRow, most: number): SVGElement {
  const scale = WIDTH / most;
  let x = 0;
  const part = (name: string, tokens: number) => {
    const width = tokens * scale;
    x += width;
    return svg('rect', { class: name, x: x - width, y: 0, width, height: HEIGHT });
  };
  return svg(
    'svg',
    { class: 'bar', width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' },
    ...partsOf(row).map(([name, tokens]) => part(name, tokens)),
  );
}

export function tokensOf({ input_tokens, output_tokens }: Omit<UsageRow, 'key'>): number {
  return input_tokens + output_tokens;
}

/** What the tokens of a row are made of, by the class that gives them their colour. */
export function partsOf(row: Omit<UsageRow, 'key'>): [string, number][] {
  const cached = Math.min(row.cached_input_tokens, row.input_tokens);
  return [
    ['cached', cached],
    ['input', row.input_tokens - cached],
    ['output', row.output_tokens],
  ];
}
