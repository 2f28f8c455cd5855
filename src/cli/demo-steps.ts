import { setTimeout as sleep } from 'node:timers/promises';
import type { CallToolResult, Client, Progress } from '@modelcontextprotocol/client';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { writeLine, type Terminal } from './terminal.ts';

export interface DemoStage {
  client: Client;
  sandbox: Sandbox | undefined;
  readme: string;
  terminal: Terminal;
}

interface DemoStep {
  title: string;
  /** Left out with a real gateway, which plays no faults and shows no record. */
  needsSandbox: boolean;
  /** @returns What was not as promised; undefined where everything was. */
  run(stage: DemoStage): Promise<string | undefined>;
}

/** How soon upstream must be seen to stop after a cancel. */
const STOPS_WITHIN_MS = 1000;

export const DEMO_STEPS: readonly DemoStep[] = [
  {
    title: 'Which models are there? (list_models)',
    needsSandbox: false,
    async run({ client, terminal }) {
      const result = await client.callTool({ name: 'list_models', arguments: {} });
      show(terminal, textOf(result));
      const { models } = (result.structuredContent ?? {}) as { models?: unknown[] };
      return result.isError || !models?.length ? 'no model was listed' : undefined;
    },
  },
  {
    title: "A short answer about this project's README (deepseek_chat)",
    needsSandbox: false,
    async run({ client, readme, terminal }) {
      const prompt = `Name the promises that this README makes, in 60 words.\n\n${readme.slice(0, 6000)}`;
      const result = await client.callTool({ name: 'deepseek_chat', arguments: { prompt } });
      show(terminal, textOf(result));
      return statusOf(result) === 'complete' ? undefined : `the answer is ${statusOf(result)}`;
    },
  },
  {
    title: 'A long answer with live progress (deepseek_stream)',
    needsSandbox: false,
    async run({ client, readme, terminal }) {
      const prompt = `Explain this README in 350 words.\n\n${readme}`;
      let updates = 0;
      const onprogress = (progress: Progress) => {
        updates += 1;
        showLive(terminal, progress.message ?? '');
      };
      const call = { name: 'deepseek_stream', arguments: { prompt, model: 'deepseek-v4-flash' } };
      const result = await client.callTool(call, { onprogress });
      endLive(terminal);
      show(terminal, `…${textOf(result).slice(-300)}`);
      if (statusOf(result) !== 'complete') return `the answer is ${statusOf(result)}`;
      return updates > 3 ? undefined : `only ${updates} progress notes came`;
    },
  },
  {
    title: 'A cancelled call: upstream stops, and is paid no further',
    needsSandbox: true,
    async run({ client, sandbox, readme, terminal }) {
      const controller = new AbortController();
      const call = { name: 'deepseek_stream', arguments: { prompt: `Explain in 3000 words.\n\n${readme}` } };
      const options = {
        signal: controller.signal,
        onprogress: ({ message = '' }: Progress) => {
          if (message.startsWith('writing')) controller.abort();
        },
      };
      const outcome = await client.callTool(call, options).then(
        () => 'it was answered all the same',
        () => undefined,
      );
      const cancelledAt = performance.now();
      const exchange = sandbox?.exchanges.at(-1);
      for (const isOpen = () => exchange?.outcome === 'open'; isOpen(); await sleep(10)) {
        if (performance.now() - cancelledAt > STOPS_WITHIN_MS) break;
      }
      const tookMs = Math.round(performance.now() - cancelledAt);
      show(
        terminal,
        `Cancelled after ${exchange?.deltasSent} pieces; upstream saw the connection close ${tookMs} ms later.`,
      );
      return outcome ?? (exchange?.outcome === 'client-left' ? undefined : 'upstream went on writing');
    },
  },
  {
    title: 'A fault: the stream ends in the middle of the answer',
    needsSandbox: true,
    async run({ client, sandbox, terminal }) {
      const model = 'deepseek-v4-pro@end-without-finish';
      const call = {
        name: 'deepseek_chat',
        arguments: { prompt: 'Describe the sandbox in 200 words.', model },
      };
      const result = await client.callTool(call);
      show(terminal, textOf(result));
      const sent = sandbox?.exchanges.at(-1)?.textSent ?? '';
      if (statusOf(result) !== 'incomplete' || !result.isError)
        return 'a cut-off answer passed for a whole one';
      return sent && textOf(result).startsWith(sent) ? undefined : 'text that had arrived was lost';
    },
  },
];

function textOf({ content }: CallToolResult): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
}

function statusOf({ _meta }: CallToolResult): string {
  const receipt = _meta?.['runapi-deepseek/receipt'] as { status?: string } | undefined;
  return receipt?.status ?? 'without a receipt';
}

function show({ stdout }: Terminal, text: string): void {
  for (const line of text.trim().split('\n')) writeLine(stdout, `   | ${line}`);
}

/** One line that is written over in a terminal, and a line each where there is none. */
function showLive({ stdout }: Terminal, message: string): void {
  if (!stdout.isTTY) return writeLine(stdout, `   > ${message}`);
  stdout.write(`\r\u001B[2K   > ${message}`.slice(0, (stdout.columns ?? 80) + 4));
}

function endLive({ stdout }: Terminal): void {
  if (stdout.isTTY) stdout.write('\n');
}
