import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { ScriptedCall, ScriptedModel } from './scripted-model.ts';

interface Item {
  readonly type: string;
  readonly output?: unknown;
}

/** A scripted model on the wire of OpenAI's Responses, whose calls name a namespace: the mock library knows none. */
export async function startResponsesModel(
  namespace: string,
  calls: readonly ScriptedCall[],
  lastWord: string,
): Promise<ScriptedModel> {
  let results: readonly string[] = [];
  const server = createServer((request, response) => {
    void json(request)
      .then((body) => {
        const { input = [] } = body as { input?: readonly Item[] };
        results = input
          .filter(({ type }) => type === 'function_call_output')
          .map(({ output }) => (typeof output === 'string' ? output : JSON.stringify(output)));
        return reply(response, toItem(results.length));
      })
      .catch(() => response.writeHead(404).end('{}'));
  });
  const toItem = (step: number): object => {
    const call = calls[step];
    if (!call)
      return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: lastWord }] };
    const { name, arguments: args } = call;
    return {
      type: 'function_call',
      call_id: `call_${step}`,
      namespace,
      name,
      arguments: JSON.stringify(args),
    };
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    toolResults: () => results,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function reply(response: ServerResponse, item: object): void {
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const events = [
    { type: 'response.created', response: { id: 'resp_1' } },
    { type: 'response.output_item.done', item },
    { type: 'response.completed', response: { id: 'resp_1', usage } },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}
