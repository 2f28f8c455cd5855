import * as z from 'zod';
import { lost, UpstreamFault } from './errors/fault.ts';
import { startExchange, type SendOptions } from './send.ts';

export interface Model {
  readonly id: string;
  /** Only in OpenAI's shape. */
  readonly ownedBy: string | undefined;
}

/** OpenAI's list and Anthropic's differ in everything but `data` and `id`. */
const listSchema = z.object({
  data: z.array(z.object({ id: z.string(), owned_by: z.string().nullish() })),
});

/**
 * The models that the key may use, in the gateway's order: `GET /v1/models`, in OpenAI's shape or Anthropic's.
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
  try {
    const { data } = listSchema.parse(JSON.parse(text));
    return data.map(({ id, owned_by }) => ({ id, ownedBy: owned_by ?? undefined }));
  } catch (cause) {
    const problem = 'the list of models has an unknown shape';
    throw new UpstreamFault({ type: 'malformed', problem, sample: text }, { cause });
  }
}
