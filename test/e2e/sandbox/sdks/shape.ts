/** The value as what it is made of: key names and types, no contents. Arrays tell each shape once. */
export function shapeOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value))
    return [...new Set(value.map((item) => JSON.stringify(shapeOf(item))))].toSorted();
  if (typeof value !== 'object') return typeof value;
  const entries = Object.entries(value).map(([name, member]) => [name, shapeOf(member)] as const);
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The shapes of a stream's events in order, repetitions of the same shape omitted. */
export function streamShape(stream: string): unknown[] {
  const shapes = stream
    .split('\n\n')
    .filter((block) => block.trim() !== '' && !block.startsWith(':'))
    .map((block) => {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1] ?? '';
      const value = data.startsWith('{') ? (JSON.parse(data) as Record<string, unknown>) : data;
      return { event, data: typeof value === 'string' ? value : shapeOf(value), type: typeOf(value) };
    });
  return shapes.filter((shape, index) => JSON.stringify(shape) !== JSON.stringify(shapes[index - 1]));
}

/** What Messages calls its events and their parts: contents that are structure. */
function typeOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const { type, delta, content_block } = value as Record<string, Record<string, unknown> | undefined>;
  return [type, delta?.['type'], content_block?.['type']];
}
