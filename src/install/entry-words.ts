/** The command line of a client's entry, however the client writes it; empty for one that starts no program. */
export function entryWords(entry: unknown): string[] {
  const { command, cmd, args = [] } = asObject(entry);
  return [command ?? cmd, args].flat(2).filter((word) => typeof word === 'string');
}

export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
