/** What the instructions depend on. */
export interface InstructionFacts {
  /** Names that a call may give as its `check`. */
  readonly checks: readonly string[];
}

/** Several clients cut the instructions here. */
const MAX_INSTRUCTION_BYTES = 2048;

/**
 * What clients show to the model in every conversation. It loads nothing: the handshake calls it before the
 * MCP SDK is there.
 */
export function writeInstructions({ checks }: InstructionFacts): string {
  const room = MAX_INSTRUCTION_BYTES - Buffer.byteLength(TEXT);
  return TEXT.replace(CHECKS_PLACE, () => listChecks(checks, room));
}

const CHECKS_PLACE = '\n{checks}';

const TEXT = `Delegates work to DeepSeek models through RunAPI.

Delegate what is long to write and easy to check: drafts, reviews, translations, bulk edits, summaries, structured data, second opinions. Do it yourself if it depends on this conversation or on your tools.
{checks}
- DeepSeek sees only prompt, system, messages and files: put every fact and rule that it needs into the call.
- Pass material by path (files: ["src/**/*.ts", "a.md:10-80"]) and save long results with save_to; neither then enters your context.
- To change files, call deepseek_stream with files and save_format "edits": all edits are applied or none. run_id with undo: true takes back what a run wrote.
- explore: true lets DeepSeek list, search and read the project itself, read-only: for questions whose files you do not know.
- deepseek_chat: one answer, may run in parallel. deepseek_stream: long or saved answers, one prompt over many files (for_each), the rest of a run (run_id). list_models: model ids.
- The last line of a result is its receipt. RUNNING: call deepseek_stream with its run_id to get the rest. INCOMPLETE: part of the answer is missing; follow the receipt to resume, and never treat it as complete. NOT SAVED: the answer is complete, but its file was not written.
- Errors say what to do and who does it. Do that once; if it is for the user, ask the user.
- Verify an answer before you use it. Never send keys, passwords or personal data; files that contain secrets are refused.
- Omit thinking, reasoning_effort, tool_choice and protocol unless you need them: RunAPI may reject them.
- For prices and limits refer to https://runapi.ai/models/deepseek.md; do not quote numbers.`;

/** As many names as there is room for; an unknown name is answered with all of them. */
function listChecks(checks: readonly string[], room: number): string {
  for (let count = checks.length; count > 0; count -= 1) {
    const names = [...checks.slice(0, count), ...(count < checks.length ? ['…'] : [])].join(', ');
    const text = `\nChecks that keep edits only if they pass (argument check): ${names}.`;
    if (Buffer.byteLength(text) <= room) return text;
  }
  return '';
}
