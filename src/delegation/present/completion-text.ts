import { toAssistantMessage, type Completion } from '../../chat/completion.ts';
import { codePointStart } from '../../text/cut.ts';
import { wellFormed, wellFormedJson } from '../../text/well-formed.ts';

/** The completion as text: what the model wrote, and its tool calls, ready to be sent back in `messages`. */
export function completionText(completion: Completion, offset = 0): string {
  const text = wellFormed(completion.text.slice(codePointStart(completion.text, offset)));
  if (completion.tool_calls.length === 0) return text;
  const { role, content, ...rest } = toAssistantMessage(completion);
  const turn = JSON.stringify(wellFormedJson({ role, content, ...rest }), null, 2);
  return [text, `\`\`\`json tool_calls\n${turn}\n\`\`\``].filter(Boolean).join('\n\n');
}
