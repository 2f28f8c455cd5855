import type { Output } from './output.ts';
import type { Json } from './task.ts';

/** A JSON document as the whole response. */
export async function sendJson(
  output: Output,
  status: number,
  requestId: string,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  output.begin(status, { 'content-type': 'application/json', 'x-request-id': requestId, ...headers });
  await output.write(JSON.stringify(body));
  output.end();
}
