import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { BIN, NODE, start } from '../support/binary.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runProgram, type Ran } from '../support/recipe-folder.ts';
import { environmentFor } from '../support/server.ts';
import { SDKS } from './environment.ts';

/** How a client reaches the server: a command, or a URL with its token. */
type Target =
  | { readonly command: string; readonly args: readonly string[]; readonly env: Record<string, string> }
  | { readonly url: string; readonly token: string };

type Transport = 'stdio' | 'HTTP';

interface Stage extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly target: Target;
}

const TOKEN = 'token-of-the-python-tests';

/** The built command before a sandbox, over the transport that a client is to use. */
export async function openStage(transport: Transport): Promise<Stage> {
  const folder = await temporaryFolder();
  const sandbox = await startSandbox();
  const environment = environmentFor(sandbox.url, { DEEPSEEK_STATE_DIR: path.join(folder.path, 'state') });
  const server =
    transport === 'HTTP'
      ? start(['serve', '--http', '0'], { environment: { ...environment, DEEPSEEK_HTTP_TOKEN: TOKEN } })
      : undefined;
  const url =
    server &&
    (await new Promise<string>((resolve, reject) => {
      let output = '';
      server.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const [found] = /http:\/\/\S+\/mcp/.exec(output) ?? [];
        if (found !== undefined) resolve(found);
      });
      server.once('exit', () => reject(new Error(`The server ended: ${output}`)));
    }));
  return {
    sandbox,
    target:
      url === undefined ? { command: NODE, args: [BIN, 'serve'], env: environment } : { url, token: TOKEN },
    async [Symbol.asyncDispose]() {
      if (server) {
        const ended = new Promise((resolve) => server.once('exit', resolve));
        server.kill();
        await ended;
      }
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Runs one of the Python programs with the installed packages, and nothing of the user's. */
export function runPython(program: string, words: readonly string[], environment = {}): Promise<Ran> {
  const file = path.isAbsolute(program)
    ? program
    : fileURLToPath(new URL(`programs/${program}`, import.meta.url));
  return runProgram(path.join(SDKS, 'python'), ['-W', 'ignore', file, ...words], {
    environment: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...environment },
  });
}
