import { createServer, request as forward } from 'node:http';
import { listen } from '../support/listen.ts';
import { HTTP_TOKEN, startHttpServer } from '../support/http-server.ts';

/** The built `serve --http`, for checkers that cannot send its token: what they send gets it on the way. */
export async function startHttpHost(
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = await startHttpServer(environment);
  const target = new URL(server.url);
  const front = await listen(
    createServer((request, response) => {
      const { method, url: path, headers } = request;
      const options = { method, path, headers: { ...headers, authorization: `Bearer ${HTTP_TOKEN}` } };
      const onward = forward({ host: target.hostname, port: target.port, ...options }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    }),
  );
  return {
    url: `http://127.0.0.1:${front.port}/mcp`,
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
