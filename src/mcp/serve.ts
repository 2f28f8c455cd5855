import { Console } from 'node:console';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { readConfig, type Config } from '../config.ts';
import { createDelegation, type Delegation } from '../delegation/delegation.ts';
import { EXIT_CODES } from '../errors.ts';
import { onStopSignal } from '../stop-signals.ts';
import { createServer } from './server.ts';

/** How long aborted calls may take to let go of their connections before the process ends anyway. */
const GRACE_MS = 900;

/** Serves MCP on stdin and stdout until the client leaves or a signal asks to stop. */
export function serve(): void {
  // stdout carries MCP and nothing else: whatever a library prints goes to stderr.
  globalThis.console = new Console(process.stderr);
  const { delegation, close } = readOnce();
  const handle = serveStdio(() => createServer({ delegation, onDefect: report }), { onerror: report });
  const stop = (exitCode: number) => {
    process.exitCode ??= exitCode;
    setTimeout(() => process.exit(), GRACE_MS).unref();
    for (const closing of [handle.close(), close()]) closing.catch(report);
  };
  onStopSignal(() => stop(EXIT_CODES.aborted));
  for (const event of ['end', 'close']) process.stdin.once(event, () => stop(0));
}

interface Opened {
  readonly delegation: () => Delegation;
  /** Ends the runs whose caller has been handed what there was: nobody is left to ask for the rest. */
  readonly close: () => Promise<void>;
}

/** The configuration is read at the start; what is wrong with it is told by each call. */
function readOnce(): Opened {
  let config: Config | undefined;
  let problem: unknown;
  try {
    config = readConfig(process.env);
  } catch (error) {
    problem = error;
  }
  let delegation: Delegation | undefined;
  return {
    delegation() {
      if (!config) throw problem;
      return (delegation ??= createDelegation(config));
    },
    close: async () => delegation?.close(),
  };
}

/** Names the failure only: its message may carry what a client sent. */
function report(error: unknown): void {
  process.stderr.write(`runapi-deepseek: ${error instanceof Error ? error.name : typeof error}\n`);
}
