import type { Connection } from '../config/config.ts';
import { VERSION } from '../version.ts';
import { parseErrorText } from './errors/error-text.ts';
import { UpstreamFault } from './errors/fault.ts';
import { parseRetryAfter } from './retry.ts';
import { readRequestId } from './errors/upstream-text.ts';
import { createAgent, createProxyAgent } from './transport/agent.ts';
import { connectionCode } from './transport/connection-code.ts';
import { ACCEPTED_ENCODINGS } from './transport/content-encoding.ts';
import type { UpstreamResponse } from './transport/response.ts';
import { sendRequest } from './transport/transport.ts';

/** Each protocol sets those of them that are its own; the others may come from `OPENAI_CUSTOM_HEADERS`. */
export const PROTOCOL_HEADERS = [
  'anthropic-version',
  'authorization',
  'x-api-key',
  'x-goog-api-key',
] as const;

/** What is sent, whatever the client would add. */
const SENT_HEADERS = ['accept', 'content-type', ...PROTOCOL_HEADERS];

/**
 * A `fetch` that leaves the configured origin neither by its URL nor by a redirect.
 *
 * @returns Responses of 2xx only; everything else is thrown, as the client keeps only a part of an error's body.
 */
export async function createPinnedFetch({ rootUrl, apiKey, proxy }: Connection): Promise<typeof fetch> {
  const root = new URL(rootUrl);
  const agent = proxy ? await createProxyAgent(proxy) : createAgent(root);
  const pinned = async (input: string, init: PinnedInit): Promise<UpstreamResponse> => {
    const url = new URL(input);
    if (url.origin !== root.origin)
      throw new UpstreamFault({ type: 'redirect', status: 0, location: url.origin });
    const { method, body, signal } = init;
    const headers = { ...OWN_HEADERS, ...pickHeaders(init.headers) };
    const response = await sendRequest({ url, method, headers, body, signal }, agent).catch(rejectConnection);
    if (response.ok) return response;
    throw await refusal(response, apiKey);
  };
  return pinned as unknown as typeof fetch;
}

/** What the client calls its `fetch` with. */
interface PinnedInit {
  readonly method: string;
  readonly headers: Pick<Headers, 'get'>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

const OWN_HEADERS = {
  'user-agent': `runapi-deepseek/${VERSION}`,
  'accept-encoding': ACCEPTED_ENCODINGS,
};

function pickHeaders(given: PinnedInit['headers']): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of SENT_HEADERS) {
    const value = given.get(name);
    if (value !== null) picked[name] = value;
  }
  return picked;
}

/** Without its cause: the client drops an error whose cause mentions a timeout, and the code with it. */
function rejectConnection(error: unknown): never {
  if (error instanceof UpstreamFault) throw error;
  throw new UpstreamFault({ type: 'connection', code: connectionCode(error) });
}

async function refusal(response: UpstreamResponse, apiKey: string): Promise<UpstreamFault> {
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    return new UpstreamFault({ type: 'redirect', status, location: headers.get('location') ?? undefined });
  }
  return new UpstreamFault({
    type: 'status',
    status,
    // A body that breaks off has nothing to add to the status.
    body: parseErrorText(await response.text().catch(() => '')),
    retryAfterMs: parseRetryAfter(headers.get('retry-after')),
    requestId: readRequestId(headers, apiKey),
  });
}
