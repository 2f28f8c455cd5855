import { shopModules } from './modules.ts';
import { createRandom } from './random.ts';

/** What is asked for is set here, over the default, and under a name that the question does not use. */
export const PRODUCTION = 'config/production.yml';
export const ATTEMPTS = 9;

const SECTIONS =
  'server database cache session mail search courier payment images exports webhooks archive'.split(' ');

/** A shop with its settings in three layers. */
export function shopWithSettings(): Record<string, string> {
  const modules = [...shopModules(30), ...shopModules(20, 'src/admin')];
  return {
    ...Object.fromEntries(modules.map(({ path, text }) => [path, text])),
    'config/default.yml': yaml(SECTIONS, 5, 3),
    'config/staging.yml': yaml(SECTIONS.slice(0, 6), 3, 4),
    [PRODUCTION]: yaml(SECTIONS.slice(1, 11), ATTEMPTS, 5),
    'src/settings.js': SETTINGS,
    'src/webhooks/deliver.js': DELIVER,
    'src/webhooks/sign.js': SIGN,
    'src/mail/send.js': SEND,
    'docs/webhooks.md': PAGE,
  };
}

function yaml(sections: readonly string[], attempts: number, seed: number): string {
  const random = createRandom(seed);
  return sections
    .map((section) => {
      const lines = [
        `${section}:`,
        `  enabled: ${random(5) > 0}`,
        `  timeout_ms: ${1000 * (1 + random(20))}`,
        `  pool_size: ${4 + random(60)}`,
        `  log_level: ${['debug', 'info', 'warn'][random(3)]}`,
        '  delivery:',
        `    max_attempts: ${section === 'webhooks' ? attempts : 1 + random(8)}`,
        `    first_delay_ms: ${100 * (1 + random(30))}`,
        `    backoff: ${['linear', 'exponential'][random(2)]}`,
        '  limits:',
        `    per_minute: ${60 * (1 + random(20))}`,
        `    body_bytes: ${1024 * (1 + random(900))}`,
      ];
      return lines.join('\n');
    })
    .join('\n\n');
}

const SETTINGS = `import { readFileSync } from 'node:fs';
import { parse } from './yaml.js';

const NAMES = ['default', process.env.SHOP_ENV ?? 'development'];
let loaded;

/** The settings: each layer over the one before. */
export function settings() {
  loaded ??= NAMES.map(readLayer).reduce(merge, {});
  return loaded;
}

export function setting(path, fallback) {
  const value = path.split('.').reduce((part, name) => part?.[name], settings());
  return value ?? fallback;
}

function readLayer(name) {
  try {
    return parse(readFileSync(new URL(\`../config/\${name}.yml\`, import.meta.url), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

function merge(under, over) {
  const merged = { ...under };
  for (const [name, value] of Object.entries(over)) {
    merged[name] = typeof value === 'object' && value !== null ? merge(under[name] ?? {}, value) : value;
  }
  return merged;
}
`;

const DELIVER = `import { setTimeout as sleep } from 'node:timers/promises';
import { setting } from '../settings.js';
import { sign } from './sign.js';

/** Posts an event to its subscriber, again and again until it is taken. */
export async function deliver(event, subscriber) {
  const { max_attempts: most, first_delay_ms: first, backoff } = setting('webhooks.delivery');
  let failure;
  for (let attempt = 1; attempt <= most; attempt += 1) {
    try {
      await post(event, subscriber);
      return { delivered: true, attempts: attempt };
    } catch (error) {
      failure = error;
      await sleep(delayBefore(attempt + 1, first, backoff));
    }
  }
  return { delivered: false, attempts: most, failure: String(failure) };
}

function delayBefore(attempt, first, backoff) {
  return backoff === 'exponential' ? first * 2 ** (attempt - 2) : first * (attempt - 1);
}

async function post(event, { url, secret }) {
  const body = JSON.stringify(event);
  const headers = { 'content-type': 'application/json', 'x-shop-signature': sign(body, secret) };
  const signal = AbortSignal.timeout(setting('webhooks.timeout_ms', 5000));
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  if (!response.ok) throw new Error(\`\${url} answered \${response.status}\`);
}
`;

const SIGN = `import { createHmac } from 'node:crypto';

export function sign(body, key) {
  return createHmac('sha256', key).update(body).digest('hex');
}
`;

const SEND = `import { setting } from '../settings.js';

/** Mail is retried by the queue, not here: a failed message goes back with its attempt counted. */
export function nextRetry(message, now = Date.now()) {
  const { max_attempts, first_delay_ms } = setting('mail.delivery');
  if (message.attempts >= max_attempts) return undefined;
  return now + first_delay_ms * 2 ** message.attempts;
}
`;

const PAGE = `# Webhooks

The shop posts a document to your address for each event. Answer with a status from 200 to 299 within five
seconds. A delivery that fails is tried again, with growing pauses; after the last attempt it is dropped and
shown under *Failed deliveries*, from where it can be sent again by hand.

Each request has the header \`x-shop-signature\`. Compare it in constant time.
`;
