import { once } from 'node:events';
import type { AddCommand } from '../add-command.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

export const addServeCommand: AddCommand = (program, terminal) => {
  program
    .command('serve')
    .option(
      '--http <address>',
      'serve over Streamable HTTP at [HOST:]PORT instead; HOST is 127.0.0.1 by default',
    )
    .addHelpText('after', HTTP_HELP)
    .action(async ({ http }: { http?: string }) => {
      if (http !== undefined) return serveOverHttp(http, terminal);
      const { serve } = await import('../../mcp/serve.ts');
      serve();
    });
};

const HTTP_HELP = `
Over HTTP, every request needs the bearer token in DEEPSEEK_HTTP_TOKEN; without that variable one is made and printed.
No files can be read or written unless DEEPSEEK_ROOTS is set. The server ends by a signal (Ctrl-C).`;

async function serveOverHttp(address: string, { environment, signal, stderr }: Terminal): Promise<void> {
  const { serveHttp } = await import('../../mcp/http/http-server.ts');
  const serving = await serveHttp(address, environment);
  if (serving.madeToken !== undefined) writeLine(stderr, `Bearer token: ${serving.madeToken}`);
  writeLine(stderr, `MCP over HTTP at ${serving.url}`);
  if (!signal.aborted) await once(signal, 'abort');
  await serving.close();
}
