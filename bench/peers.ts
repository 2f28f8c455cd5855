import type { Row } from './support/row.ts';

export async function measurePeers(): Promise<Row[]> {
  return [];
}
