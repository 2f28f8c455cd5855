import { realpathSync } from 'node:fs';
import path from 'node:path';
import { DelegateError } from '../errors.ts';
import { readAllowedFiles, type AllowedFile } from './allowed-files.ts';
import { readBudgets, type TokenBudget } from './budgets.ts';
import { readChecks, type CheckSettings } from './checks.ts';
import { readPrices, type Price } from './prices.ts';
import { readModels, type ModelSettings } from './models.ts';
import { expandHome, homeFolder, workingFolder } from './folders.ts';
import { readVariable, type Environment } from './values.ts';

/** Everything but the key; times in milliseconds. */
export interface Settings extends ModelSettings {
  /** Folders that files may be read from and written to, the first being the base of relative paths. */
  readonly roots: readonly string[];
  readonly stateDir: string;
  readonly waitMs: number;
  readonly idleTimeoutMs: number;
  readonly timeoutMs: number;
  readonly maxInlineChars: number;
  readonly maxInputBytes: number;
  /** Files that may be sent although they look secret. */
  readonly allowedFiles: readonly AllowedFile[];
  readonly budgets: readonly TokenBudget[];
  /** By model id, for an estimate of cost. */
  readonly prices: ReadonlyMap<string, Price>;
  /** Requests at once of one fan-out. */
  readonly concurrency: number;
  /** Requests at once of one process; more wait. */
  readonly maxRequests: number;
  /** Most rounds of exploring in one call. */
  readonly exploreRounds: number;
  /** Days for which runs and conversations are kept; 0: until the answer is returned. */
  readonly keepDays: number;
  readonly checks: CheckSettings;
}

/** Node's own HTTP client gives up on a silent connection after 300 s, whatever we allow. */
const MAX_IDLE_SECONDS = 290;
/** Timers hold 2^31 ms at the most; a week is far beyond any completion. */
const MAX_SECONDS = 7 * 24 * 3600;
/** A hundred years. */
const MAX_DAYS = 36_500;

/**
 * @param startedIn - Base of relative paths; the working folder of the process by default.
 * @throws {DelegateError} `configuration` naming the variable, its value and what it may be.
 */
export function readSettings(environment: Environment, startedIn?: string): Settings {
  // Not looked up where every path is absolute: it may be gone.
  const base = () => startedIn ?? workingFolder();
  const resolveFrom = (folder: () => string) => (given: string) => {
    const expanded = expandHome(given, environment);
    return path.isAbsolute(expanded) ? path.resolve(expanded) : path.resolve(folder(), expanded);
  };
  const resolve = resolveFrom(base);
  const seconds = (name: string, byDefault: number, most = MAX_SECONDS) =>
    1000 * (readNumber(environment, name, { least: 0.05, most, unit: 'seconds' }) ?? byDefault);
  const whole = (name: string, unit: string) =>
    readNumber(environment, name, { least: 1, most: Number.MAX_SAFE_INTEGER, unit, whole: true });
  const roots = readRoots(
    environment,
    resolveFrom(() => nameInShell(base(), environment)),
  );
  return {
    ...readModels(environment),
    roots,
    stateDir: resolve(readVariable(environment, 'DEEPSEEK_STATE_DIR') ?? stateFolder(environment)),
    waitMs: seconds('DEEPSEEK_WAIT_SECONDS', 45),
    idleTimeoutMs: seconds('DEEPSEEK_IDLE_TIMEOUT_SECONDS', 120, MAX_IDLE_SECONDS),
    timeoutMs: seconds('DEEPSEEK_TIMEOUT_SECONDS', 1800),
    maxInlineChars: whole('DEEPSEEK_MAX_INLINE_CHARS', 'characters') ?? 40_000,
    maxInputBytes: whole('DEEPSEEK_MAX_INPUT_BYTES', 'bytes') ?? 2_000_000,
    // A relative path starts where those of a call do.
    allowedFiles: readAllowedFiles(environment, (given) =>
      roots[0] === undefined ? resolve(given) : path.resolve(roots[0], expandHome(given, environment)),
    ),
    budgets: readBudgets(environment),
    prices: readPrices(environment),
    concurrency: whole('DEEPSEEK_CONCURRENCY', 'requests') ?? 8,
    maxRequests: whole('DEEPSEEK_MAX_REQUESTS', 'requests') ?? 256,
    exploreRounds: whole('DEEPSEEK_EXPLORE_ROUNDS', 'rounds') ?? 25,
    keepDays:
      readNumber(environment, 'DEEPSEEK_KEEP_DAYS', {
        least: 0,
        most: MAX_DAYS,
        unit: 'days',
        whole: true,
      }) ?? 7,
    checks: readChecks(environment, seconds('DEEPSEEK_CHECKS_TIMEOUT_SECONDS', 300)),
  };
}

interface NumberRule {
  least: number;
  most: number;
  unit: string;
  whole?: boolean;
}

function readNumber(environment: Environment, name: string, rule: NumberRule): number | undefined {
  const text = readVariable(environment, name);
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const fits = value >= rule.least && value <= rule.most && (!rule.whole || Number.isSafeInteger(value));
  if (fits) return value;
  const range =
    rule.most === Number.MAX_SAFE_INTEGER ? `at least ${rule.least}` : `from ${rule.least} to ${rule.most}`;
  throw new DelegateError(
    'configuration',
    `${name} is "${text.slice(0, 60)}"; it takes a ${rule.whole ? 'whole ' : ''}number of ${rule.unit}, ${range}.`,
    'Ask the user to correct or unset it and to restart the server.',
  );
}

function readRoots(environment: Environment, resolve: (given: string) => string): string[] {
  const value = readVariable(environment, 'DEEPSEEK_ROOTS');
  if (value === 'none') return [];
  if (value !== undefined) {
    const folders = value.split(path.delimiter).map((folder) => folder.trim());
    return folders.filter(Boolean).map(resolve);
  }
  const project = readVariable(environment, 'CLAUDE_PROJECT_DIR');
  if (project) return [resolve(project)];
  // A server that was started at "/" or in the home folder was not started for a project.
  const folder = resolve('.');
  const tooWide = [path.parse(folder).root, ...ownHome(environment)];
  return tooWide.map(realPath).includes(realPath(folder)) ? [] : [folder];
}

/** None for a user without a home folder. */
function ownHome(environment: Environment): string[] {
  try {
    return [homeFolder(environment)];
  } catch {
    return [];
  }
}

/**
 * The working folder under the name that the shell shows, which agents use in absolute paths: one that was reached
 * through a link is known under its real name to the system.
 */
function nameInShell(folder: string, environment: Environment): string {
  const name = path.resolve(folder, environment['PWD'] ?? '');
  return realPath(name) === realPath(folder) ? name : path.resolve(folder);
}

/** A link to the home folder is as wide as the home folder. */
function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // A folder that is not there is compared by its name.
    return path.resolve(folder);
  }
}

function stateFolder(environment: Environment): string {
  const inHome = (...parts: string[]) => path.join(homeFolder(environment), ...parts);
  const parent =
    process.platform === 'win32'
      ? environment['LOCALAPPDATA'] || inHome('AppData', 'Local')
      : process.platform === 'darwin'
        ? inHome('Library', 'Application Support')
        : environment['XDG_STATE_HOME'] || inHome('.local', 'state');
  return path.join(parent, 'runapi-deepseek');
}
