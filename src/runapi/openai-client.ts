import { OpenAI } from 'openai/client';
import type { Connection } from '../config/config.ts';
import { createPinnedFetch } from './pinned-fetch.ts';

/** Longer than any deadline of ours, so that the client's own timeout never fires first. */
const NEVER_MS = 2 ** 31 - 1;

/** The client that carries all three protocols; it adds nothing of the environment's. */
export async function createClient(connection: Connection): Promise<OpenAI> {
  return new OpenAI({
    baseURL: connection.rootUrl,
    apiKey: connection.apiKey,
    // Each of these is otherwise read from the environment, and sent to a gateway that it is not for.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: NEVER_MS,
    logLevel: 'off',
    fetch: await createPinnedFetch(connection),
  });
}
