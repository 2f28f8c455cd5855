import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { write } from './files.ts';
import { temporaryFolder } from './folder.ts';
import { connectInMemory, type Connected } from './server.ts';
import { EVENT_STREAM, KEY, sse, startUpstream, type Upstream } from './upstream.ts';

/** One answer of a scripted model. */
export interface Turn {
  /** Arguments of calls of `project`; a text is sent as it is. */
  readonly calls?: readonly (Record<string, unknown> | string)[];
  readonly name?: string;
  readonly text?: string;
  readonly reasoning?: string;
  readonly usage?: Record<string, number> | null;
  /** Breaks the connection in place of an end. */
  readonly isCut?: boolean;
  /** Never ends. */
  readonly isEndless?: boolean;
}

interface SentMessage {
  readonly role: string;
  readonly content: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: { id: string; function: { name: string; arguments: string } }[];
}

export interface Explorer extends AsyncDisposable {
  readonly root: string;
  readonly upstream: Upstream;
  readonly environment: Record<string, string>;
  readonly call: (
    args: Record<string, unknown>,
    tool?: 'deepseek_chat' | 'deepseek_stream',
    options?: Parameters<Connected['client']['callTool']>[1],
  ) => ReturnType<Connected['client']['callTool']>;
  /** The messages of one request: the first is 0. */
  readonly sent: (request: number) => SentMessage[];
  /** The results that a request brings back for the first time. */
  readonly results: (request: number) => string[];
}

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, prompt_cache_hit_tokens: 4 };

/** A project, and a model that answers by a script; the last turn again where it is over. */
export async function openExplorer(
  files: Readonly<Record<string, string | Buffer>>,
  turns: readonly Turn[],
  extra: Record<string, string> = {},
): Promise<Explorer> {
  const folder = await temporaryFolder();
  const root = path.join(folder.path, 'project');
  mkdirSync(root);
  write(root, files);
  const upstream = await startUpstream((response, number) => {
    const turn = turns[Math.min(number, turns.length) - 1] ?? {};
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    response.write(eventsOf(turn, number));
    if (turn.isCut) setImmediate(() => response.socket?.resetAndDestroy());
    else if (!turn.isEndless) response.end();
  });
  const environment = {
    RUNAPI_API_KEY: KEY,
    RUNAPI_BASE_URL: upstream.url,
    DEEPSEEK_ROOTS: root,
    DEEPSEEK_STATE_DIR: path.join(folder.path, 'state'),
    ...extra,
  };
  const { client, ...connected } = await connectInMemory(environment);
  const sent = (request: number) =>
    (JSON.parse(upstream.requests[request]?.body ?? '{"messages":[]}') as { messages: SentMessage[] })
      .messages;
  return {
    root,
    upstream,
    environment,
    call: (args, tool = 'deepseek_chat', options = {}) =>
      client.callTool(
        { name: tool, arguments: { ...('run_id' in args ? {} : { explore: true }), ...args } },
        options,
      ),
    sent,
    results: (request) =>
      sent(request)
        .slice(sent(request - 1).length)
        .flatMap(({ role, content }) => (role === 'tool' ? [content ?? ''] : [])),
    async [Symbol.asyncDispose]() {
      await connected[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function eventsOf(turn: Turn, number: number): string {
  const { calls = [], name = 'project', text, reasoning, usage = USAGE, isCut, isEndless } = turn;
  const tool_calls = calls.map((given, index) => ({
    index,
    id: `call_${number}_${index}`,
    type: 'function',
    function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
  }));
  const deltas = [
    ...(reasoning === undefined ? [] : [{ reasoning_content: reasoning }]),
    ...(text === undefined ? [] : [{ content: text }]),
    ...(tool_calls.length > 0 ? [{ tool_calls }] : []),
  ];
  const finish_reason = tool_calls.length > 0 ? 'tool_calls' : 'stop';
  const end = [{ choices: [{ index: 0, delta: {}, finish_reason }], ...(usage && { usage }) }, '[DONE]'];
  return sse(
    ...deltas.map((delta) => ({ id: `answer_${number}`, choices: [{ index: 0, delta }] })),
    ...(isCut || isEndless ? [] : end),
  );
}
