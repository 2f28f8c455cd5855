import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { ScriptedCall, ScriptedModel } from './scripted-model.ts';

/** What each case is given, and nothing of the machine's own. */
export interface Stage {
  readonly sandbox: Sandbox;
  /** A home folder of the case's own. */
  readonly home: string;
  /** An empty project. */
  readonly project: string;
}

export interface Case {
  readonly client: string;
  readonly version: string;
  readonly name: string;
  /** @throws Where something is not as it should be. */
  readonly run: (stage: Stage) => Promise<void>;
}

export const KEY = 'clients-test-key';
export const LAST_WORD = 'The scripted model has what it wanted.';

/** Both completion tools, by the names that the client gives them. */
export function callsOf(toolName: (tool: string) => string): ScriptedCall[] {
  return [
    { name: toolName('deepseek_chat'), arguments: { prompt: 'Say hello in 12 words.' } },
    {
      name: toolName('deepseek_stream'),
      arguments: { prompt: 'Explain it in 40 words.', save_to: 'out.md' },
    },
  ];
}

/** The calls reached upstream, and their answers, with receipts, reached the model. */
export function checkAnswers({ sandbox }: Stage, model: ScriptedModel): void {
  const [chat = '', stream = ''] = model.toolResults().slice(-2);
  assert.equal(sandbox.exchanges.length, 2, 'two requests upstream');
  for (const { headers } of sandbox.exchanges) assert.equal(headers.authorization, `Bearer ${KEY}`);
  assert.match(chat, /This is the sandbox/);
  assert.match(chat, /\[deepseek-v4-pro · stop · /);
  assert.match(stream, /Saved to out\.md \(\d+ bytes/);
}
