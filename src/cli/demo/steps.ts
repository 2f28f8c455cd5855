import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_CHECK_STEP } from './check-step.ts';
import { DEMO_EDIT_STEP } from './edit-step.ts';
import { DEMO_RUN_STEPS } from './run-steps.ts';
import { callTool, receiptOf, show, textOf, type DemoStep } from './stage.ts';
import { oneLine } from '../../text/clean.ts';
import { takeHead } from '../../text/cut.ts';
import type { Progress } from '../line-client.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

/** How soon upstream must be seen to stop after a cancel. */
const STOPS_WITHIN_MS = 1000;

export const DEMO_STEPS: readonly DemoStep[] = [
  {
    title: 'list_models: the models that the key can use',
    needsSandbox: false,
    async run({ client, terminal }) {
      const result = await callTool({ client, terminal }, { name: 'list_models', arguments: {} });
      show(terminal, textOf(result));
      const { models } = (result.structuredContent ?? {}) as { models?: unknown[] };
      return result.isError || !models?.length ? 'no model was listed' : undefined;
    },
  },
  {
    title: 'deepseek_chat: a short answer about a file; the caller passes its path, not its text',
    needsSandbox: false,
    async run({ client, sandbox, terminal }) {
      const prompt = 'Name the promises that README.md makes, in 60 words.';
      const call = { name: 'deepseek_chat', arguments: { prompt, files: ['README.md'] } };
      const result = await callTool({ client, terminal }, call);
      show(terminal, textOf(result));
      const [file] = receiptOf(result).files ?? [];
      if (receiptOf(result).status !== 'complete') return `the answer is ${receiptOf(result).status}`;
      if (!file) return 'the receipt does not name the file';
      show(
        terminal,
        `The caller sent a prompt of ${prompt.length} bytes; the server added ${file.bytes} bytes of the file.`,
      );
      const sent = sandbox?.exchanges.at(-1)?.bodyText;
      return sent === undefined || sent.length > file.bytes ? undefined : 'the file was not sent';
    },
  },
  {
    title: 'explore: the model finds what it needs by itself, read-only; the caller names no file',
    needsSandbox: false,
    async run({ client, terminal }) {
      const task = { prompt: 'Where is it said how to cancel a call?', explore: true };
      const result = await callTool({ client, terminal }, { name: 'deepseek_chat', arguments: task });
      show(terminal, textOf(result));
      const { status, explored } = receiptOf(result);
      if (status !== 'complete') return `the answer is ${status}`;
      const read = explored?.files.map(({ path: file }) => file) ?? [];
      show(terminal, `It took ${explored?.rounds} rounds, and read ${read.join(', ')}.`);
      return read.includes('README.md') ? undefined : 'README.md was not read';
    },
  },
  {
    title: 'deepseek_stream: a long answer with live progress, saved to a file',
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
      const result = await callTool({ client, terminal }, call, { onprogress });
      endLive(terminal);
      show(terminal, textOf(result));
      const { status, saved_to: saved } = receiptOf(result);
      if (status !== 'complete' || !saved) return `the answer is ${status} and was not saved`;
      const bytes = await readFile(path.join(folder, saved.path));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (sha256 !== saved.sha256) return 'the file does not match the receipt';
      return updates > 3 ? undefined : `only ${updates} progress notifications arrived`;
    },
  },
  DEMO_EDIT_STEP,
  DEMO_CHECK_STEP,
  ...DEMO_RUN_STEPS,
  {
    title: 'A cancelled call: the upstream request is aborted within a second',
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
      const outcome = await callTool({ client, terminal }, call, options).then(
        () => 'the call was answered',
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
        `Cancelled after ${exchange?.deltasSent} deltas; upstream saw the connection close ${tookMs} ms later.`,
      );
      return outcome ?? (exchange?.outcome === 'client-left' ? undefined : 'upstream kept writing');
    },
  },
  {
    title: 'A stream that ends in mid-answer is reported as INCOMPLETE, with the text so far',
    needsSandbox: true,
    async run({ client, sandbox, terminal }) {
      const model = 'deepseek-v4-pro@end-without-finish';
      const call = {
        name: 'deepseek_chat',
        arguments: { prompt: 'Describe the sandbox in 200 words.', model },
      };
      const result = await callTool({ client, terminal }, call);
      show(terminal, textOf(result));
      const sent = sandbox?.exchanges.at(-1)?.textSent ?? '';
      if (receiptOf(result).status !== 'incomplete' || !result.isError)
        return 'a cut-off answer was reported as complete';
      return sent && textOf(result).startsWith(sent) ? undefined : 'received text was lost';
    },
  },
];

/** One line that is written over in a terminal, and a line each where there is none. */
function showLive({ stdout }: Terminal, message: string): void {
  if (!stdout.isTTY) return writeLine(stdout, `   . ${message}`);
  const line = takeHead(`   . ${oneLine(message)}`, (stdout.columns || 80) - 1);
  stdout.write(`\r\u001B[2K${line}`);
}

function endLive({ stdout }: Terminal): void {
  if (stdout.isTTY) stdout.write('\n');
}
