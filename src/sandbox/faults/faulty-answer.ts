import type { SandboxAnswer } from '../sandbox-answer.ts';
import { PIECES_BEFORE_FAULT, type FaultName } from '../faults.ts';

const HUGE_DELTA_BYTES = 5_000_000;

/** Reasoning as models write it that are served without a parser for it. */
export const THOUGHT = ['<think>\nThe sandbox', ' does not think.\n</th', 'ink>\n\n'] as const;

const CUT_CALL = {
  id: 'call_00_sandbox',
  name: 'read_file',
  arguments: { path: 'src/index.ts' },
  json: '{"path":"src/in',
};

/** The answer as those faults make it that are not in the transport. */
export function withFault(answer: SandboxAnswer, fault: FaultName | undefined): SandboxAnswer {
  const cut = (finishReason: string) => ({
    ...answer,
    text: answer.text.slice(0, PIECES_BEFORE_FAULT),
    toolCalls: [],
    finishReason,
  });
  switch (fault) {
    case 'empty-answer':
      return { ...answer, text: [], toolCalls: [], finishReason: 'stop' };
    case 'blank-json':
      return { ...answer, text: [' '.repeat(64)], toolCalls: [], finishReason: 'stop' };
    case 'wrong-json':
      return { ...answer, text: ['{"sandbox":', '"not what was asked for"}'], finishReason: 'stop' };
    case 'unknown-finish-reason':
      return cut('paused_by_gateway');
    case 'content-filter':
      return cut('content_filter');
    case 'length':
      return cut('length');
    case 'insufficient-system-resource':
      return cut('insufficient_system_resource');
    case 'split-utf8':
      return {
        ...answer,
        text: [...answer.text, '\nZwölf Boxkämpfer jagen Viktor', ' 🦊 über den', ' großen Deich.'],
      };
    case 'huge-line':
      return { ...answer, text: [...answer.text, '\n', 'x'.repeat(HUGE_DELTA_BYTES)] };
    case 'split-surrogates':
      return { ...answer, text: [...answer.text, '\nGo \ud83d', '\ude80!'] };
    case 'think-tags':
      return { ...answer, reasoning: [], text: [...THOUGHT, ...answer.text] };
    case 'cut-arguments':
      return { ...answer, text: [], toolCalls: [CUT_CALL], finishReason: 'tool_calls' };
    default:
      return answer;
  }
}
