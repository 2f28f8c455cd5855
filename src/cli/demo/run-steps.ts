import { answerOf, receiptOf, show, showEnd, type DemoStage, type DemoStep } from './stage.ts';
import type { LineClient } from '../line-client.ts';

/** Shorter than the answers of these steps take, so that their calls hand over. */
const WAIT_SECONDS = '1.5';
const PROMPT = 'Explain this README in 400 words.';
/** A gateway that never ends would otherwise never let go. */
const MAX_CALLS = 20;

interface HandedOver {
  readonly runId: string;
  readonly text: string;
}

async function handOver({ terminal }: DemoStage, client: LineClient): Promise<HandedOver | undefined> {
  const call = { name: 'deepseek_stream', arguments: { prompt: PROMPT, files: ['README.md'] } };
  const result = await client.callTool(call);
  showEnd(terminal, result, 300);
  const { status, run_id: runId } = receiptOf(result);
  return status === 'running' && runId ? { runId, text: answerOf(result) } : undefined;
}

export const DEMO_RUN_STEPS: readonly DemoStep[] = [
  {
    title: 'An answer that takes longer than a call: it hands over, and run_id gives the rest',
    needsSandbox: true,
    async run(stage) {
      const server = await stage.startServer({ DEEPSEEK_WAIT_SECONDS: WAIT_SECONDS });
      try {
        const sentBefore = stage.sandbox?.exchanges.length ?? 0;
        const begun = await handOver(stage, server);
        if (!begun) return 'the call did not hand over';
        const { runId } = begun;
        let { text } = begun;
        for (let calls = 0; calls < MAX_CALLS; calls += 1) {
          const call = { name: 'deepseek_stream', arguments: { run_id: runId } };
          const result = await server.callTool(call);
          text += answerOf(result);
          if (receiptOf(result).status === 'running') continue;
          showEnd(stage.terminal, result, 220);
          break;
        }
        const requests = (stage.sandbox?.exchanges.length ?? 0) - sentBefore;
        show(stage.terminal, `${text.length} characters in all, from ${requests} request.`);
        if (requests !== 1) return `${requests} requests were sent for one answer`;
        return text === stage.sandbox?.exchanges.at(-1)?.textSent
          ? undefined
          : 'the pieces do not fit together';
      } finally {
        await server.close();
      }
    },
  },
  {
    title: 'The server is killed in mid-answer: another one has the text, and goes on with it',
    needsSandbox: true,
    async run(stage) {
      const server = await stage.startServer({ DEEPSEEK_WAIT_SECONDS: WAIT_SECONDS });
      const begun = await handOver(stage, server);
      server.kill();
      await server.close();
      if (!begun) return 'the call did not hand over';
      show(stage.terminal, 'The server was killed. Another one is asked to go on:');
      const call = { name: 'deepseek_stream', arguments: { run_id: begun.runId, offset: 0 } };
      const result = await stage.client.callTool(call);
      showEnd(stage.terminal, result, 220);
      if (receiptOf(result).status !== 'complete') return `the answer is ${receiptOf(result).status}`;
      const words = answerOf(result).split(/\s+/).length;
      if (!answerOf(result).startsWith(begun.text)) return 'text that had arrived was lost';
      return words === 400 ? undefined : `400 words were asked for, and ${words} came`;
    },
  },
];
