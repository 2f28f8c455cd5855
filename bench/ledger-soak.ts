import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ours, temporaryFolder } from './support/environment.ts';
import { startServer, type Server } from './support/server.ts';
import { BIN } from './support/upstream.ts';

/** Thousands of completions with faults and kills: in the end the ledger has the usage that upstream sent. */
const CALLS = Number(process.argv[2] ?? 10_000);
const SERVERS = 4;
const CALLS_PER_SERVER = 125;
const AT_ONCE = 8;
/** The share of servers that are killed; with 0, the ledger has to have exactly what upstream sent. */
const KILLED = Number(process.argv[3] ?? 0.3);

/** Tokens of each completion that was sent with its usage. */
const sent: number[] = [];
let withoutUsage = 0;

const upstream = createServer((request, response) => {
  request.resume().once('end', () => answer(request, response));
}).listen(0, '127.0.0.1');
await once(upstream, 'listening');
const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const draw = Math.random();
  if (draw < 0.05) {
    response.writeHead(503).end('{"error":{"message":"busy"}}');
  } else if (draw < 0.08) {
    request.socket.destroy();
  } else {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ delta: { content: 'Some words. ' }, finish_reason: null }));
    if (draw < 0.14) {
      withoutUsage += 1;
      response.end();
    } else answerWhole(response);
  }
}

function answerWhole(response: ServerResponse): void {
  const [input, output] = [10 + Math.floor(Math.random() * 90), 1 + Math.floor(Math.random() * 50)];
  const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  sent.push(input + output);
  response.end(`${chunk({ delta: {}, finish_reason: 'stop' }, usage)}data: [DONE]\n\n`);
}

function chunk(choice: object, usage?: object): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }], ...(usage && { usage }) })}\n\n`;
}

await using folder = await temporaryFolder();
const command = ours(url, folder.path);
/** Tokens of the usage that callers were given: killed or not, these are in the ledger. */
let handed = 0;
let uncertain = 0;
let kills = 0;

interface Receipt {
  readonly usage: { readonly total_tokens: number | null } | null;
}

async function call(server: Server): Promise<void> {
  const asked = { name: 'deepseek_chat', arguments: { prompt: 'Hello.' } };
  const result = await server.request('tools/call', asked).catch(() => undefined);
  const meta = result?.['_meta'] as Record<string, Receipt | undefined> | undefined;
  handed += meta?.['runapi-deepseek/receipt']?.usage?.total_tokens ?? 0;
}

/** Some calls to one server, which may be killed in the middle of them. */
async function runServer(): Promise<void> {
  const server = await startServer(command);
  const isKilled = Math.random() < KILLED;
  if (isKilled) setTimeout(() => server.child.kill('SIGKILL'), Math.random() * 1500);
  let left = CALLS_PER_SERVER;
  const work = async () => {
    while (left > 0 && server.child.signalCode === null) {
      left -= 1;
      await call(server);
    }
  };
  await Promise.race([Promise.all(Array.from({ length: AT_ONCE }, work)), once(server.child, 'exit')]);
  // What was sent to it at its end it may not have read.
  if (server.child.signalCode !== null) {
    kills += 1;
    uncertain += AT_ONCE;
  }
  await server[Symbol.asyncDispose]();
}

while (sent.length + withoutUsage < CALLS) await Promise.all(Array.from({ length: SERVERS }, runServer));
const usage = spawn(command.command, [BIN, 'usage', '--json'], { env: { ...process.env, ...command.env } });
const { total } = JSON.parse(await text(usage.stdout)) as {
  total: { requests: number; input_tokens: number; output_tokens: number; requests_without_usage: number };
};
upstream.close();
upstream.closeAllConnections();

const recorded = total.input_tokens + total.output_tokens;
const all = sent.reduce((sum, tokens) => sum + tokens, 0);
const largest = sent.reduce((most, tokens) => Math.max(most, tokens), 0);
console.log(`${sent.length} completions with usage, ${withoutUsage} without, ${kills} servers killed`);
console.log(
  `upstream sent ${all} tokens; the ledger has ${recorded}, and ${total.requests_without_usage} requests without usage; callers were given ${handed}`,
);
const missing = all - recorded;
if (missing < 0 || missing > uncertain * largest) {
  throw new Error(`The ledger is off by ${missing} tokens; at most ${uncertain} answers may be unread.`);
}
if (recorded < handed) {
  throw new Error(`Callers were given ${handed} tokens of usage, more than the ledger has.`);
}
// Of a killed server, an answer may be unread, or read but for its usage.
if (Math.abs(total.requests_without_usage - withoutUsage) > uncertain) {
  throw new Error(`${total.requests_without_usage} requests without usage are recorded, of ${withoutUsage}.`);
}
