import type { LineClient } from '../line-client.ts';
import { answerOf, callTool, receiptOf, show, showEnd, type DemoStage, type DemoStep } from './stage.ts';

/** Shorter than the answers of these steps take, so that their calls return before the end. */
const WAIT_SECONDS = '1.5';
const PROMPT = 'Explain this README in 400 words.';
/** A gateway that never ends must not make a demo that never ends. */
const MAX_CALLS = 20;
const SHOWN_CHARACTERS = 200;

interface StartedRun {
  readonly runId: string;
  readonly text: string;
}

/** Makes a call that returns while its run is still running. */
async function startLongAnswer({ terminal }: DemoStage, client: LineClient): Promise<StartedRun | undefined> {
  const call = { name: 'deepseek_stream', arguments: { prompt: PROMPT, files: ['README.md'] } };
  const result = await callTool({ client, terminal }, call);
  showEnd(terminal, result, SHOWN_CHARACTERS);
  const { status, run_id: runId } = receiptOf(result);
  return status === 'running' && runId ? { runId, text: answerOf(result) } : undefined;
}

export const DEMO_RUN_STEPS: readonly DemoStep[] = [
  {
    title: `An answer that takes longer than one call may wait (here ${WAIT_SECONDS} s): run_id gets the rest`,
    needsSandbox: true,
    async run(stage) {
      const { terminal, sandbox } = stage;
      const client = await stage.startServer({ DEEPSEEK_WAIT_SECONDS: WAIT_SECONDS });
      try {
        const sentBefore = sandbox?.exchanges.length ?? 0;
        const started = await startLongAnswer(stage, client);
        if (!started) return 'the call did not return a running run';
        const { runId } = started;
        let { text } = started;
        for (let calls = 0; calls < MAX_CALLS; calls += 1) {
          const result = await callTool(
            { client, terminal },
            { name: 'deepseek_stream', arguments: { run_id: runId } },
          );
          text += answerOf(result);
          showEnd(terminal, result, SHOWN_CHARACTERS);
          if (receiptOf(result).status !== 'running') break;
        }
        const requests = (sandbox?.exchanges.length ?? 0) - sentBefore;
        show(terminal, `Together ${text.length} characters, from ${requests} upstream request.`);
        if (requests !== 1) return `${requests} requests were sent for one answer`;
        return text === sandbox?.exchanges.at(-1)?.textSent ? undefined : 'the pieces do not fit together';
      } finally {
        await client.close();
      }
    },
  },
  {
    title: 'The server is killed in mid-answer; another server resumes from the text that was stored',
    needsSandbox: true,
    async run(stage) {
      const { terminal } = stage;
      const client = await stage.startServer({ DEEPSEEK_WAIT_SECONDS: WAIT_SECONDS });
      const started = await startLongAnswer(stage, client);
      client.kill();
      await client.close();
      if (!started) return 'the call did not return a running run';
      show(terminal, 'The server was killed (SIGKILL). Another one resumes the run:');
      const call = { name: 'deepseek_stream', arguments: { run_id: started.runId, offset: 0 } };
      const result = await callTool(stage, call);
      showEnd(terminal, result, SHOWN_CHARACTERS);
      if (receiptOf(result).status !== 'complete') return `the answer is ${receiptOf(result).status}`;
      const answer = answerOf(result);
      const words = answer.split(/\s+/).length;
      if (!answer.startsWith(started.text)) return 'received text was lost';
      show(
        terminal,
        `${answer.length} characters; the first ${started.text.length} are those from before the kill.`,
      );
      return words === 400 ? undefined : `the answer has ${words} words instead of 400`;
    },
  },
];
