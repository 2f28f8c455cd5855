import { isErrorBody } from './errors/error-body.ts';
import { lost, UpstreamFault } from './errors/fault.ts';
import { startExchange, type SendOptions } from './send.ts';

export interface Model {
  readonly id: string;
  /** Not in the shapes of Anthropic and Google. */
  readonly ownedBy: string | undefined;
}

/**
 * The models that the key may use, in the gateway's order: `GET /v1/models`, in the shape of OpenAI, Anthropic or
 * Google, or as a bare array.
 *
 * @throws {DelegateError} Of the upstream kinds.
 */
export async function listModels(options: SendOptions): Promise<Model[]> {
  const exchange = startExchange(options);
  const headers = { Authorization: `Bearer ${options.connection.apiKey}` };
  try {
    const response = await exchange.send({ method: 'get', path: '/v1/models', headers });
    return parseModels(await response.text().catch((cause: unknown) => Promise.reject(lost(cause))));
  } catch (error) {
    throw exchange.explain(error);
  } finally {
    exchange.watch.end(false);
  }
}

function parseModels(text: string): Model[] {
  const body = parseJson(text);
  const entries = findList(body);
  if (!entries?.length && isErrorBody(body)) throw new UpstreamFault({ type: 'in-stream', body });
  const models = entries?.map(toModel).filter((model) => model !== undefined);
  // One entry that cannot be read is no reason to lose the others.
  if (!entries || !models || (models.length === 0 && entries.length > 0)) {
    throw new UpstreamFault({
      type: 'malformed',
      problem: 'the list of models has an unknown shape',
      sample: text,
    });
  }
  return [...new Map(models.map((model) => [model.id, model])).values()];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const LISTS = ['data', 'models', 'result', 'items', 'list', 'model_list'];

/** The list itself, or the one in an object, or in an envelope around that; an empty one only where there is no other. */
function findList(body: unknown, depth = 0): unknown[] | undefined {
  if (Array.isArray(body)) return body;
  if (depth === 2) return entriesById(body);
  const lists = LISTS.map((name) => findList(asRecord(body)[name], depth + 1)).filter(
    (list) => list !== undefined,
  );
  return lists.find((list) => list.length > 0) ?? lists[0] ?? (depth > 0 ? entriesById(body) : undefined);
}

/** Some gateways write an object whose members are the models, by their ids. */
function entriesById(body: unknown): unknown[] | undefined {
  const entries = Object.entries(asRecord(body));
  const isMap = entries.length > 0 && entries.every(([, entry]) => Object.keys(asRecord(entry)).length > 0);
  return isMap ? entries.map(([id, entry]) => ({ id, ...asRecord(entry) })) : undefined;
}

function toModel(entry: unknown): Model | undefined {
  if (typeof entry === 'string') return entry.trim() ? { id: entry, ownedBy: undefined } : undefined;
  const { id, name, model, model_id, model_name, owned_by, organization } = asRecord(entry);
  const found = [id, model, model_id, model_name, name].find(
    (value) => typeof value === 'string' && value.trim() !== '',
  );
  const owner = [owned_by, organization].find((value) => typeof value === 'string' && value !== '');
  if (typeof found !== 'string') return undefined;
  // Google's names are paths.
  return { id: found.replace(/^models\//, ''), ownedBy: typeof owner === 'string' ? owner : undefined };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
