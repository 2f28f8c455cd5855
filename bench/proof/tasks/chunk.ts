/** As many in a row as an agent takes at once. */
export function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** Who has seen both has read a text to its end. */
export function firstAndLast(lines: readonly string[]): string[] {
  return [lines.at(0) ?? '', lines.at(-1) ?? ''];
}
