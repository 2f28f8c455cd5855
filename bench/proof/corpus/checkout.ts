import { shopModules } from './modules.ts';

/** The line that is wrong, and what it should be. */
export const WRONG = '  if (net > FREE_FROM_CENTS && !isBulky(items)) return 0;';
export const RIGHT = '  if (net >= FREE_FROM_CENTS && !isBulky(items)) return 0;';
export const COSTS_FILE = 'src/pricing/delivery-costs.js';

const COSTS = `/** What it costs to deliver a basket, in cents. */

const FREE_FROM_CENTS = 5000;
const BASE_CENTS = { domestic: 490, europe: 1290, world: 2990 };
const PER_KILOGRAM_CENTS = { domestic: 0, europe: 90, world: 240 };
const BULKY_CENTIMETRES = 120;
const BULKY_SURCHARGE_CENTS = 2500;
const ISLANDS = new Set(['18565', '25846', '25849', '26465', '26474', '26486', '26548', '26571', '26579', '26757']);
const EUROPE = new Set(['AT', 'BE', 'CH', 'CZ', 'DK', 'ES', 'FI', 'FR', 'IE', 'IT', 'LU', 'NL', 'NO', 'PL', 'PT', 'SE']);

export function zoneOf({ country }) {
  if (country === 'DE') return 'domestic';
  return EUROPE.has(country) ? 'europe' : 'world';
}

export function isBulky(items) {
  return items.some(({ size = [] }) => Math.max(0, ...size) > BULKY_CENTIMETRES);
}

export function weightOf(items) {
  const grams = items.reduce((sum, { grams = 0, quantity = 1 }) => sum + grams * quantity, 0);
  return Math.ceil(grams / 1000);
}

export function islandSurcharge({ country, postcode }) {
  return country === 'DE' && ISLANDS.has(postcode) ? 890 : 0;
}

/** Baskets of 50.00 or more are delivered free of charge within the country, unless they are bulky. */
export function deliveryCosts(items, address, net) {
  const zone = zoneOf(address);
  if (zone === 'domestic') return domesticCosts(items, address, net);
  const base = BASE_CENTS[zone] + PER_KILOGRAM_CENTS[zone] * weightOf(items);
  return isBulky(items) ? base + 2 * BULKY_SURCHARGE_CENTS : base;
}

function domesticCosts(items, address, net) {
${WRONG}
  const base = BASE_CENTS.domestic + islandSurcharge(address);
  return isBulky(items) ? base + BULKY_SURCHARGE_CENTS : base;
}

export function describeDelivery(items, address, net) {
  const cents = deliveryCosts(items, address, net);
  const zone = zoneOf(address);
  if (cents === 0) return 'Delivery is free of charge.';
  const amount = (cents / 100).toFixed(2);
  return zone === 'domestic' ? \`Delivery costs \${amount} EUR.\` : \`Delivery to \${address.country} costs \${amount} EUR.\`;
}
`;

const CHECKOUT = `import { totalBaskets } from '../basket.js';
import { createOrder } from '../order.js';
import { deliveryCosts } from './delivery-costs.js';
import { discountFor } from './discounts.js';

const MAX_ITEMS = 100;

/** What a basket costs, with everything: in cents. */
export function priceOf(items, address, { coupon, rate = 0.19 } = {}) {
  const discount = coupon ? discountFor(coupon, items) : 0;
  const { net, tax, gross } = totalBaskets(items, { rate, discount });
  const delivery = deliveryCosts(items, address, net);
  return { net, tax, delivery, total: gross + delivery };
}

export function checkItems(items) {
  if (items.length === 0) throw new RangeError('The basket is empty.');
  if (items.length > MAX_ITEMS) throw new RangeError(\`At most \${MAX_ITEMS} items can be ordered at once.\`);
  for (const { name, quantity } of items) {
    if (!Number.isInteger(quantity) || quantity < 1) throw new RangeError(\`The quantity of \${name} is \${quantity}.\`);
  }
}

export function checkAddress({ name, street, postcode, city, country }) {
  const missing = Object.entries({ name, street, postcode, city, country })
    .filter(([, value]) => !value)
    .map(([field]) => field);
  if (missing.length > 0) throw new TypeError(\`The address has no \${missing.join(', ')}.\`);
}

export function placeOrder(items, address, options = {}) {
  checkItems(items);
  checkAddress(address);
  const price = priceOf(items, address, options);
  return { ...price, address, items: structuredClone(items), placedAt: new Date().toISOString(), createOrder };
}
`;

const DISCOUNTS = `const COUPONS = new Map([
  ['SPRING10', { share: 0.1, from: 2000 }],
  ['FRIENDS', { share: 0.15, from: 0 }],
  ['MOVING', { share: 0.2, from: 20000 }],
]);

/** The share that a coupon takes off. @throws {RangeError} If there is no such coupon. */
export function discountFor(coupon, items) {
  const found = COUPONS.get(coupon.toUpperCase());
  if (!found) throw new RangeError(\`There is no coupon \${coupon}.\`);
  const net = items.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0);
  return net >= found.from ? found.share : 0;
}
`;

const CHECKOUT_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAddress, checkItems, placeOrder, priceOf } from '../src/pricing/checkout.js';

const HOME = { name: 'Ada Brandt', street: 'Am Kai 3', postcode: '20457', city: 'Hamburg', country: 'DE' };
const ISLAND = { ...HOME, postcode: '25846', city: 'Hooge' };
const ABROAD = { ...HOME, postcode: '1010', city: 'Vienna', country: 'AT' };
const lamp = (amount, quantity = 1) => ({ name: 'desk lamp', amount, quantity, grams: 900, size: [40, 20, 20] });
const shelf = { name: 'oak shelf', amount: 9900, quantity: 1, grams: 14000, size: [180, 40, 30] };

test('a small basket pays for its delivery', () => {
  assert.deepEqual(priceOf([lamp(2000)], HOME), { net: 2000, tax: 380, delivery: 490, total: 2870 });
});

test('a basket of exactly 50.00 is delivered free of charge', () => {
  assert.equal(priceOf([lamp(2500, 2)], HOME).delivery, 0);
});

test('a large basket is delivered free of charge', () => {
  assert.equal(priceOf([lamp(9000)], HOME).delivery, 0);
});

test('what is bulky is never free of charge', () => {
  assert.equal(priceOf([shelf], HOME).delivery, 490 + 2500);
});

test('an island costs more', () => {
  assert.equal(priceOf([lamp(1000)], ISLAND).delivery, 490 + 890);
});

test('abroad the weight counts', () => {
  assert.equal(priceOf([lamp(2000, 3)], ABROAD).delivery, 1290 + 3 * 90);
});

test('a coupon takes its share off before the tax', () => {
  const { net, tax } = priceOf([lamp(4000)], HOME, { coupon: 'spring10' });
  assert.deepEqual([net, tax], [3600, 684]);
});

test('an unknown coupon is refused', () => {
  assert.throws(() => priceOf([lamp(4000)], HOME, { coupon: 'nothing' }), /There is no coupon/);
});

test('an empty basket is refused', () => {
  assert.throws(() => checkItems([]), /empty/);
});

test('an address without a city is refused', () => {
  assert.throws(() => checkAddress({ ...HOME, city: '' }), /no city/);
});

test('an order keeps its items', () => {
  const items = [lamp(2000)];
  assert.deepEqual(placeOrder(items, HOME).items, items);
});
`;

/** A shop of 30 modules with tests, one of which fails. */
export function shopWithTests(): Record<string, string> {
  const modules = shopModules(30);
  const tests = modules
    .slice(0, 8)
    .map(({ noun }): [string, string] => [`test/${noun}.test.js`, testOf(noun)]);
  return {
    ...Object.fromEntries(modules.map(({ path, text }) => [path, text])),
    ...Object.fromEntries(tests),
    [COSTS_FILE]: COSTS,
    'src/pricing/checkout.js': CHECKOUT,
    'src/pricing/discounts.js': DISCOUNTS,
    'test/checkout.test.js': CHECKOUT_TEST,
    'package.json': `${JSON.stringify({ name: 'shop', private: true, type: 'module', scripts: { test: 'node --test --test-reporter=spec' } }, null, 2)}\n`,
  };
}

function testOf(noun: string): string {
  const name = `${noun[0]?.toUpperCase()}${noun.slice(1)}`;
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { export${name}s, group${name}sBy, total${name}s } from '../src/${noun}.js';

const items = [{ id: '1', amount: 100, quantity: 2 }, { id: '2', amount: 50, quantity: 1 }];

test('${noun}: amounts are added up', () => {
  assert.deepEqual(total${name}s(items, { rate: 0.2 }), { net: 250, tax: 50, gross: 300 });
});

test('${noun}: records without the field are together', () => {
  assert.deepEqual(group${name}sBy(items, 'nothing'), { none: items });
});

test('${noun}: the export has a line of headings', () => {
  assert.equal(export${name}s(items).split('\\r\\n').length, 3);
});
`;
}
