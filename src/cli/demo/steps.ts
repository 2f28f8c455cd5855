import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_RUN_STEPS } from './run-steps.ts';
import { receiptOf, show, textOf, type DemoStep } from './stage.ts';
import type { Progress } from '../line-client.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

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
    title: 'A short answer about a file, given by its path (deepseek_chat with files)',
    needsSandbox: false,
    async run({ client, sandbox, terminal }) {
      const prompt = 'Name the promises that README.md makes, in 60 words.';
      const call = { name: 'deepseek_chat', arguments: { prompt, files: ['README.md'] } };
      const result = await client.callTool(call);
      show(terminal, textOf(result));
      const [file] = receiptOf(result).files ?? [];
      if (receiptOf(result).status !== 'complete') return `the answer is ${receiptOf(result).status}`;
      if (!file) return 'the receipt does not name the file';
      show(terminal, `The caller wrote ${prompt.length} bytes; DeepSeek was sent ${file.bytes} bytes more.`);
      const sent = sandbox?.exchanges.at(-1)?.bodyText;
      return sent === undefined || sent.length > file.bytes ? undefined : 'the file was not sent';
    },
  },
  {
    title: 'A long answer with live progress, saved to a file (deepseek_stream with save_to)',
    needsSandbox: false,
    async run({ client, folder, terminal }) {
      const task = {
        prompt: 'Explain README.md in 350 words.',
        files: ['README.md'],
        save_to: 'explained.md',
      };
      let updates = 0;
      const onprogress = (progress: Progress) => {
        updates += 1;
        showLive(terminal, progress.message ?? '');
      };
      const call = { name: 'deepseek_stream', arguments: { ...task, model: 'deepseek-v4-flash' } };
      const result = await client.callTool(call, { onprogress });
      endLive(terminal);
      show(terminal, textOf(result));
      const { status, saved_to: saved } = receiptOf(result);
      if (status !== 'complete' || !saved) return `the answer is ${status}, and not saved`;
      const bytes = await readFile(path.join(folder, saved.path));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (sha256 !== saved.sha256) return 'the file is not what the receipt says';
      return updates > 3 ? undefined : `only ${updates} progress notes came`;
    },
  },
  ...DEMO_RUN_STEPS,
  {
    title: 'A cancelled call: upstream stops, and is paid no further',
    needsSandbox: true,
    async run({ client, sandbox, terminal }) {
      const controller = new AbortController();
      const task = { prompt: 'Explain README.md in 3000 words.', files: ['README.md'] };
      const call = { name: 'deepseek_stream', arguments: task };
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
      if (receiptOf(result).status !== 'incomplete' || !result.isError)
        return 'a cut-off answer passed for a whole one';
      return sent && textOf(result).startsWith(sent) ? undefined : 'text that had arrived was lost';
    },
  },
];

/** One line that is written over in a terminal, and a line each where there is none. */
function showLive({ stdout }: Terminal, message: string): void {
  if (!stdout.isTTY) return writeLine(stdout, `   > ${message}`);
  stdout.write(`\r\u001B[2K   > ${message}`.slice(0, (stdout.columns ?? 80) + 4));
}

function endLive({ stdout }: Terminal): void {
  if (stdout.isTTY) stdout.write('\n');
}
