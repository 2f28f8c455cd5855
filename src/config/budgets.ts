import { DelegateError } from '../errors.ts';
import { readVariable, type Environment } from './values.ts';

/** A limit on tokens, input and output together. */
export interface TokenBudget {
  readonly tokens: number;
  /** `process`: this process alone. `day`, `month`: in UTC, by all processes that share the state folder. */
  readonly per: 'process' | 'day' | 'month';
}

const NAME = 'DEEPSEEK_TOKEN_BUDGET';

/** @throws {DelegateError} `configuration` for a value that cannot be used. */
export function readBudgets(environment: Environment): readonly TokenBudget[] {
  const value = readVariable(environment, NAME);
  if (value === undefined) return [];
  const budgets = value.split(',').map((part) => readBudget(part.trim()));
  // Two limits for one period are a slip: in "1,5", the comma was meant to be something else.
  const periods = new Set(budgets.map((budget) => budget?.per));
  if (budgets.includes(undefined) || periods.size < budgets.length) throw unusable(value);
  return budgets.filter((budget) => budget !== undefined);
}

function readBudget(part: string): TokenBudget | undefined {
  const [, digits, per = 'process'] = /^(\d+)(?:\s*\/\s*(day|month))?$/.exec(part) ?? [];
  const tokens = Number(digits);
  return Number.isSafeInteger(tokens) && tokens > 0 ? { tokens, per: per as TokenBudget['per'] } : undefined;
}

function unusable(value: string): DelegateError {
  return new DelegateError(
    'configuration',
    `${NAME} is "${value.slice(0, 60)}"; it takes a whole number of tokens, one with /day, or one with /month, or several of these with commas: 500000 or 5000000/day,50000000/month.`,
    'Ask the user to correct or unset it and to restart the server.',
  );
}
