import type { SandboxAnswer, SandboxToolCall } from '../sandbox-answer.ts';
import type { FaultName } from '../faults.ts';
import type { SandboxTask } from '../task.ts';
import type { Look } from './explorer.ts';

/** What an explorer with a bad habit looks at, where it does so at all. */
export function badLook(
  task: SandboxTask,
  look: Look | undefined,
  fault: FaultName | undefined,
): Look | undefined {
  const rounds = task.messages.filter(({ role }) => role === 'tool').length;
  const canLook = task.tools.some(({ name }) => name === 'project');
  if (fault === 'endless-reading' && canLook)
    return { action: 'search', pattern: `word${rounds}`, path: '.' };
  if (fault === 'same-call' && canLook) return { action: 'list', path: '.' };
  if (fault === 'wrong-arguments' && rounds === 0 && look) return { action: 'open', file: 'README.md' };
  return look;
}

/** A call as a model with a bad habit makes it. */
export function withBadHabit(answer: SandboxAnswer, fault: FaultName | undefined): SandboxAnswer {
  const [call] = answer.toolCalls;
  if (!call) return answer;
  const isFirst = call.id.startsWith('call_00');
  const json = JSON.stringify(call.arguments);
  const written = (text: string): SandboxAnswer => ({
    ...answer,
    text: [text],
    toolCalls: [],
    finishReason: 'stop',
  });
  switch (fault) {
    case 'call-in-markers':
      return written(
        `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>${call.name}<｜tool▁sep｜>${json}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
      );
    case 'call-in-xml':
      return written(`I will look into it.\n\n<function_calls>\n${toXml(call)}\n</function_calls>`);
    case 'call-in-fence':
      return written(`I will look into it.\n\n\`\`\`json\n${json}\n\`\`\``);
    case 'open-arguments':
      return { ...answer, toolCalls: [{ ...call, json: json.slice(0, -1) }] };
    case 'unknown-function':
      // Told so, it calls the right one.
      return isFirst ? { ...answer, toolCalls: [{ ...call, name: 'read_file' }] } : answer;
    case 'several-calls':
      return {
        ...answer,
        toolCalls: [call, { ...call, id: `${call.id}_1`, arguments: { action: 'list', path: '.' } }],
      };
    default:
      return answer;
  }
}

function toXml({ name, arguments: given }: SandboxToolCall): string {
  const parameters = Object.entries(given as Look).map(
    ([argument, value]) => `<parameter name="${argument}">${value}</parameter>`,
  );
  return [`<invoke name="${name}">`, ...parameters, '</invoke>'].join('\n');
}
