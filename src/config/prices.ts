import { DelegateError } from '../errors.ts';
import { readVariable, type Environment } from './values.ts';

/** What a million tokens cost. */
export interface Price {
  /** Input that is served from the prefix cache. */
  readonly hit: number;
  /** Other input. */
  readonly miss: number;
  readonly output: number;
  /** Such as `USD`. */
  readonly currency: string;
}

const NAME = 'DEEPSEEK_PRICES';
const NUMBER = String.raw`(\d+(?:\.\d+)?)`;
const ENTRY = new RegExp(
  String.raw`^([^\s=]+)\s*=\s*${NUMBER}/${NUMBER}/${NUMBER}\s*/?\s*([A-Za-z]{3}|[$€£¥])$`,
);

/**
 * Prices by model id. None are built in: they change.
 *
 * @throws {DelegateError} `configuration` naming the part that cannot be used.
 */
export function readPrices(environment: Environment): ReadonlyMap<string, Price> {
  const value = readVariable(environment, NAME);
  return new Map(value?.split(',').map((part) => readPrice(part.trim())));
}

function readPrice(part: string): [string, Price] {
  const [, model, hit, miss, output, currency] = ENTRY.exec(part) ?? [];
  if (model !== undefined && currency !== undefined) {
    return [
      model,
      { hit: Number(hit), miss: Number(miss), output: Number(output), currency: currency.toUpperCase() },
    ];
  }
  throw new DelegateError(
    'configuration',
    `${NAME} has "${part.slice(0, 60)}"; it takes MODEL=hit/miss/output per million tokens and their currency, several with commas: deepseek-v4-pro=0.1/0.5/1.5 USD.`,
    'Ask the user to correct or unset it and to restart the server.',
  );
}
