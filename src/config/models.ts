import { DelegateError } from '../errors.ts';
import { readVariable, type Environment } from './values.ts';

export interface ModelSettings {
  /** What a call asks that names no model. */
  readonly model: string;
  /** The same for a call that explores. */
  readonly exploreModel: string;
  /** The only models that may be asked; undefined: any. */
  readonly allowedModels: ReadonlySet<string> | undefined;
}

const ALLOWED = 'DEEPSEEK_ALLOWED_MODELS';

/**
 * Ids are compared as they are written. Where a usual default is not allowed, another model that is allowed is the
 * default: the first one, or that of other calls for calls that explore.
 *
 * @throws {DelegateError} `configuration` for a list without a model, or a chosen default that is not in it.
 */
export function readModels(environment: Environment): ModelSettings {
  const allowed = readAllowed(environment);
  const chosen = (variable: string, usual: string, instead: string) => {
    const id = readVariable(environment, variable);
    if (id === undefined) return !allowed || allowed.has(usual) ? usual : instead;
    if (allowed && !allowed.has(id)) throw notAllowed(variable, id, allowed);
    return id;
  };
  const [first = ''] = allowed ?? [];
  const model = chosen('DEEPSEEK_MODEL', 'deepseek-v4-pro', first);
  return {
    model,
    exploreModel: chosen('DEEPSEEK_EXPLORE_MODEL', 'deepseek-v4-flash', model),
    allowedModels: allowed,
  };
}

function readAllowed(environment: Environment): ReadonlySet<string> | undefined {
  const list = readVariable(environment, ALLOWED);
  if (list === undefined) return undefined;
  const ids = list
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  if (ids.length > 0) return new Set(ids);
  throw new DelegateError(
    'configuration',
    `${ALLOWED} is "${list.slice(0, 60)}", which names no model.`,
    'Ask the user to set it to model ids, separated by commas, or unset it, and to restart the server.',
  );
}

function notAllowed(variable: string, id: string, allowed: ReadonlySet<string>): DelegateError {
  return new DelegateError(
    'configuration',
    `${variable} is "${id.slice(0, 60)}", but ${ALLOWED} allows only ${[...allowed].join(', ')}.`,
    'Ask the user to change one of them and to restart the server.',
  );
}

/** @throws {DelegateError} `input` naming the models that may be asked. */
export function refuseOtherModel(
  model: string,
  { allowedModels }: Pick<ModelSettings, 'allowedModels'>,
): void {
  if (!allowedModels || allowedModels.has(model)) return;
  const useOne = `Use one of: ${[...allowedModels].join(', ')}.`;
  throw new DelegateError(
    'input',
    `The model "${model.slice(0, 60)}" is not allowed here. Nothing was sent.`,
    {
      agent: `${useOne} The user sets them in ${ALLOWED}.`,
      person: `${useOne} They are set in ${ALLOWED}.`,
    },
  );
}
