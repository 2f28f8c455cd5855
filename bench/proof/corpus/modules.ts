import { createRandom } from './random.ts';

const NOUNS =
  'address basket booking campaign carrier category contract coupon courier customer delivery discount invoice ledger message offer order parcel payment product quote receipt refund region reminder review shipment supplier ticket voucher'.split(
    ' ',
  );
const FIELDS =
  'currency status owner market priority source weight channel reference carrierCode tax note'.split(' ');
const EVENTS = 'created changed confirmed cancelled archived exported'.split(' ');

export interface Module {
  readonly path: string;
  readonly noun: string;
  readonly text: string;
}

/** Modules of a web shop: each with eleven functions over records of one kind, about 120 lines. */
export function shopModules(count: number, folder = 'src'): Module[] {
  return NOUNS.slice(0, count).map((noun, place) => ({
    noun,
    path: `${folder}/${noun}.js`,
    text: moduleText(noun, place),
  }));
}

function moduleText(noun: string, seed: number): string {
  const random = createRandom(seed + 1);
  const pick = (from: readonly string[]) => from[random(from.length)] ?? '';
  const [field, other] = [pick(FIELDS.slice(0, 6)), pick(FIELDS.slice(6))];
  const [event, limit] = [pick(EVENTS), 20 + 10 * random(9)];
  const name = `${noun[0]?.toUpperCase()}${noun.slice(1)}`;
  return `import { randomUUID } from 'node:crypto';

const ${noun}s = new Map();
const listeners = new Set();
const PAGE_SIZE = ${limit};

export function create${name}(fields) {
  const { ${field}, ${other}, amount = 0, quantity = 1 } = fields;
  if (${field} === undefined) throw new TypeError('A ${noun} needs a ${field}.');
  if (!Number.isFinite(amount) || amount < 0) {
    throw new RangeError(\`The amount of a ${noun} is not a number of cents: \${amount}\`);
  }
  const now = new Date().toISOString();
  const ${noun} = { id: randomUUID(), ${field}, ${other}, amount, quantity, createdAt: now, changedAt: now };
  ${noun}s.set(${noun}.id, ${noun});
  notify('${event}', ${noun});
  return ${noun};
}

export function find${name}(id) {
  const ${noun} = ${noun}s.get(id);
  if (!${noun}) throw new Error(\`There is no ${noun} \${id}.\`);
  return structuredClone(${noun});
}

export function list${name}s({ ${field}, since, page = 0, pageSize = PAGE_SIZE } = {}) {
  const found = [...${noun}s.values()]
    .filter((${noun}) => ${field} === undefined || ${noun}.${field} === ${field})
    .filter((${noun}) => since === undefined || ${noun}.createdAt >= since)
    .sort((one, two) => two.createdAt.localeCompare(one.createdAt));
  const start = page * pageSize;
  return { total: found.length, page, items: found.slice(start, start + pageSize) };
}

export function update${name}(id, changes) {
  const ${noun} = ${noun}s.get(id);
  if (!${noun}) throw new Error(\`There is no ${noun} \${id}.\`);
  const { id: ignored, createdAt, ...allowed } = changes;
  const updated = { ...${noun}, ...allowed, changedAt: new Date().toISOString() };
  ${noun}s.set(id, updated);
  notify('changed', updated);
  return structuredClone(updated);
}

export function remove${name}(id) {
  const ${noun} = ${noun}s.get(id);
  if (!${noun}) return false;
  if (${noun}.${other} === 'locked') throw new Error(\`The ${noun} \${id} is locked and cannot be removed.\`);
  ${noun}s.delete(id);
  notify('removed', ${noun});
  return true;
}

export function total${name}s(items, { rate = 0.19, discount = 0 } = {}) {
  let net = 0;
  for (const { amount, quantity } of items) net += amount * quantity;
  const reduced = Math.round(net * (1 - discount));
  const tax = Math.round(reduced * rate);
  return { net: reduced, tax, gross: reduced + tax };
}

export function group${name}sBy(items, key = '${field}') {
  const groups = new Map();
  for (const item of items) {
    const name = item[key] ?? 'none';
    const group = groups.get(name) ?? [];
    group.push(item);
    groups.set(name, group);
  }
  return Object.fromEntries([...groups].sort(([one], [two]) => one.localeCompare(two)));
}

export function export${name}s(items, separator = ';') {
  const columns = ['id', '${field}', '${other}', 'amount', 'quantity', 'createdAt'];
  const quote = (value) => \`"\${String(value ?? '').replaceAll('"', '""')}"\`;
  const rows = items.map((item) => columns.map((column) => quote(item[column])).join(separator));
  return [columns.join(separator), ...rows].join('\\r\\n');
}

export function import${name}s(text, separator = ';') {
  const [head = '', ...lines] = text.split(/\\r?\\n/).filter(Boolean);
  const columns = head.split(separator);
  if (!columns.includes('${field}')) throw new TypeError('The first line names no column ${field}.');
  const unquote = (value) => value.replace(/^"|"$/g, '').replaceAll('""', '"');
  return lines.map((line) => {
    const values = line.split(separator).map(unquote);
    const fields = Object.fromEntries(columns.map((column, place) => [column, values[place]]));
    return create${name}({ ...fields, amount: Number(fields.amount), quantity: Number(fields.quantity) });
  });
}

export function search${name}s(query, most = PAGE_SIZE) {
  const words = query.toLowerCase().split(/\\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const scored = [...${noun}s.values()].map((${noun}) => {
    const text = Object.values(${noun}).join(' ').toLowerCase();
    return { ${noun}, score: words.filter((word) => text.includes(word)).length };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((one, two) => two.score - one.score)
    .slice(0, most)
    .map(({ ${noun} }) => structuredClone(${noun}));
}

export function on${name}(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function notify(event, ${noun}) {
  for (const listener of listeners) {
    try {
      listener({ event, ${noun}, at: Date.now() });
    } catch (error) {
      console.error(\`A listener of ${noun} \${event} failed\`, error);
    }
  }
}
`;
}
