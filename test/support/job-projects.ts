import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';

/** The project that a page of docs/ works on, and what DeepSeek answers there. */
export interface JobProject {
  readonly files: Readonly<Record<string, string>>;
  /** What the sandbox answers in place of its own text; its renames and looks are its own. */
  readonly answer?: NonNullable<SandboxOptions['answer']>;
  readonly environment?: Readonly<Record<string, string>>;
}

const CART = `import { taxOf } from './tax.ts';

export function total(prices: readonly number[], country: string): number {
  let sum = 0;
  for (let index = 0; index <= prices.length; index += 1) sum += prices[index];
  return sum + taxOf(sum, country);
}
`;
const TAX = `const RATES: Record<string, number> = { DE: 0.19, FR: 0.2 };

export function taxOf(amount: number, country: string): number {
  return amount * RATES[country];
}
`;
const FINDINGS = `1. src/cart.ts:5: the loop runs one step too far. Input: any list; prices[prices.length] is undefined, so the total is NaN. Fix: index < prices.length.
2. src/tax.ts:4: a country without a rate gives NaN. Input: taxOf(100, 'IT'). Fix: throw a RangeError that names the country.`;

const AMOUNT = `export function parseAmount(text) {
  return Number(text);
}
`;
const AMOUNT_TEST = `import assert from 'node:assert/strict';
import { parseAmount } from '../src/amount.mjs';

assert.equal(parseAmount('2.50'), 2.5);
assert.throws(() => parseAmount('-5'), RangeError);
console.log('2 assertions passed');
`;

const CLIENT = `import { wait } from './wait.ts';

export async function send(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.status !== 429) return response;
  // The gateway says how long to wait before the retry.
  await wait(Number(response.headers.get('retry-after') ?? 1));
  return fetch(request);
}
`;
const WAIT = `export const wait = (seconds: number) => new Promise((done) => setTimeout(done, 1000 * seconds));
`;

const RETRYING = `import { delayOf } from './retry.ts';

const MAX_ATTEMPTS = 3;

export async function load(url: string, timeoutMs: number): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (response.ok) return response.text();
    if (response.status !== 429 || attempt === MAX_ATTEMPTS) throw new Error('HTTP ' + response.status);
    await new Promise((done) => setTimeout(done, delayOf(attempt)));
  }
}
`;
const RETRY = `export function delayOf(attempt: number): number {
  return Math.min(500 * 2 ** (attempt - 1), 8000);
}
`;
const PRICE = `export function parsePrice(text: string): number {
  const cents = Math.round(100 * Number(text));
  if (Number.isNaN(cents)) throw new SyntaxError(text);
  if (cents < 0) throw new RangeError(text);
  return cents;
}

export function formatPrice(cents: number, currency: string): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(cents / 100);
}
`;
/** What each function says of itself, which no command knows. */
const COMMENTS = [
  comment(
    'src/client.ts',
    'export async function load(url: string, timeoutMs: number): Promise<string> {',
    'The body at a URL; a 429 is retried twice. `timeoutMs` is for each attempt.',
    '@throws Error with the status, if no attempt succeeds; a TimeoutError',
  ),
  comment(
    'src/retry.ts',
    'export function delayOf(attempt: number): number {',
    'Milliseconds to wait after an attempt, the first being 1: doubled each time, at most 8,000.',
  ),
  comment(
    'src/price.ts',
    'export function parsePrice(text: string): number {',
    'A price such as "2.50", in cents.',
    '@throws SyntaxError if it is no number, RangeError if it is negative',
  ),
  comment(
    'src/price.ts',
    'export function formatPrice(cents: number, currency: string): string {',
    'Cents as English text with the currency (ISO 4217, such as "EUR").',
    '@throws RangeError if the currency is no three letters',
  ),
].join('\n');

function comment(file: string, line: string, ...says: readonly string[]): string {
  return edit(file, line, ['/**', ...says.map((one) => ` * ${one}`), ' */', line]);
}

const GUIDE = `# Export to CSV

Export the orders of a month as a CSV file, for a spreadsheet or for the accounts.

## Export a month

Run \`shop export --month 2026-10\`. The command writes \`orders-2026-10.csv\` to the working folder.

## If it fails

- "No orders": the month has none. Check the year.
- "File exists": move the file away, or pass \`--force\`.`;

export const JOB_PROJECTS: Readonly<Record<string, JobProject>> = {
  review: { files: { 'src/cart.ts': CART, 'src/tax.ts': TAX }, answer: () => FINDINGS },
  change: {
    files: { 'src/client.ts': RETRYING, 'src/price.ts': PRICE, 'src/retry.ts': RETRY },
    answer: () => COMMENTS,
  },
  fix: {
    files: { 'src/amount.mjs': AMOUNT, 'test/amount.test.mjs': AMOUNT_TEST },
    environment: { DEEPSEEK_CHECK_TEST: 'node test/amount.test.mjs' },
    // The first attempt throws the wrong error, so the check fails once.
    answer: ({ messages }) =>
      messages.at(-1)?.text.includes('Error: negative')
        ? edit(
            'src/amount.mjs',
            "  if (amount < 0) throw new Error('negative');",
            '  if (amount < 0) throw new RangeError(text);',
          )
        : edit('src/amount.mjs', '  return Number(text);', [
            '  const amount = Number(text);',
            "  if (amount < 0) throw new Error('negative');",
            '  return amount;',
          ]),
  },
  find: {
    files: { 'src/client.ts': CLIENT, 'src/wait.ts': WAIT, 'README.md': '# Shop\n' },
    answer: () =>
      'src/client.ts:5 to 8: send() retries a 429 once, after the seconds in Retry-After, or after 1 s without that header.',
  },
  translate: {
    files: {
      'docs/setup.md': '# Setup\n\nRun `shop init`.\n',
      'docs/guide.md': '# Guide\n\nA run has a receipt.\n',
      'glossary.txt': 'run = Lauf\nreceipt = Beleg\n',
    },
    answer: ({ messages }) =>
      messages.at(-1)?.text.includes('Setup')
        ? '# Einrichtung\n\nRufen Sie `shop init` auf.'
        : '# Anleitung\n\nEin Lauf hat einen Beleg.',
  },
  draft: {
    files: {
      'src/export.ts': 'export const options = { month: "YYYY-MM", force: false };\n',
      'docs/style.md': '# Style\n\nShort sentences. One heading a task.\n',
    },
    answer: () => GUIDE,
  },
};

function edit(file: string, before: string, after: string | readonly string[]): string {
  const lines = [after].flat().join('\n');
  return `${file}\n<<<<<<< SEARCH\n${before}\n=======\n${lines}\n>>>>>>> REPLACE`;
}
