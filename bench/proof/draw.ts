import { drawBars } from '../chart.ts';
import { formatRatio, ratioOf, type Proof } from './proof.ts';

/** A bar for each task and client: what it adds to the caller's context with DeepSeek, relative to alone. */
export function drawProof({ rows, clients, machine }: Proof): string {
  const bars = rows.map((row) => ({ label: `${row.task} (${row.client})`, ratio: ratioOf(row) }));
  return drawBars({
    title: "Tokens added to the caller's context, relative to the client alone (shorter is better)",
    subtitle: `${clients.map(({ name, version }) => `${name} ${version}`).join(', ')}; ${machine.date}`,
    bars,
    format: formatRatio,
  });
}
