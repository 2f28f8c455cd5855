import { createAgent } from '../../../src/runapi/transport/agent.ts';
import type { UpstreamResponse } from '../../../src/runapi/transport/response.ts';
import { sendRequest, type TransportRequest } from '../../../src/runapi/transport/transport.ts';

/** Sends a small POST over connections of its own. */
export function post(url: string, given: Partial<TransportRequest> = {}): Promise<UpstreamResponse> {
  const target = new URL(url);
  const { signal } = new AbortController();
  const request = { url: target, method: 'POST', headers: {}, body: '{}', signal, ...given };
  return sendRequest(request, createAgent(target));
}

/** Everything that a body gives, and the error that it ends with, if any. */
export async function readBody({ body }: UpstreamResponse): Promise<{ text: string; error?: unknown }> {
  const reader = body!.getReader();
  const chunks: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
    }
  } catch (error) {
    return { text: Buffer.concat(chunks).toString(), error };
  }
  return { text: Buffer.concat(chunks).toString() };
}
