import type { Environment } from './values.ts';

const PREFIX = 'DEEPSEEK_';

/** What this program reads of the variables that begin with the prefix. */
const KNOWN: ReadonlySet<string> = new Set(
  [
    'ALLOWED_MODELS',
    'ALLOW_FILES',
    'CHECKS_TIMEOUT_SECONDS',
    'CHECK_ENV',
    'CONCURRENCY',
    'EXPLORE_MODEL',
    'EXPLORE_ROUNDS',
    'HTTP_DETACH',
    'HTTP_HOSTS',
    'HTTP_TOKEN',
    'IDLE_TIMEOUT_SECONDS',
    'KEEP_DAYS',
    'MAX_INLINE_CHARS',
    'MAX_INPUT_BYTES',
    'MAX_REQUESTS',
    'MODEL',
    'PRICES',
    'PROTOCOL',
    'ROOTS',
    'STATE_DIR',
    'TIMEOUT_SECONDS',
    'TOKEN_BUDGET',
    'WAIT_SECONDS',
  ].map((name) => PREFIX + name),
);

/** The user's own names follow the prefix. */
const OWN_CHECK = `${PREFIX}CHECK_`;

/** Variables that look as if they were meant for this program, but are not read by it: most are misspelt. */
export function unknownVariables(environment: Environment): string[] {
  return Object.keys(environment).filter(
    (name) => name.startsWith(PREFIX) && !KNOWN.has(name) && !name.startsWith(OWN_CHECK),
  );
}

export function knownVariables(): string[] {
  return [...KNOWN];
}
