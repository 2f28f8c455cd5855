/** Shown to the model by most clients, cut at 2 KB by some. */
export const INSTRUCTIONS = `Hands work to DeepSeek models through RunAPI.

Delegate what is long to write and easy to check: drafts, reviews, translations, bulk edits, summaries, structured data, second opinions. Keep what needs this conversation or your tools.

- Write the task so that it stands alone: DeepSeek sees only prompt, system, messages and files.
- Give material by path (files: ["src/**/*.ts", "a.md:10-80"]), not by pasting it; take long answers by path too (save_to). Neither passes through your context.
- deepseek_chat for one answer (parallel calls are fine); deepseek_stream for long or saved ones, and with for_each for one prompt over many files; list_models for model ids.
- The last line of each answer is its receipt. RUNNING: call deepseek_stream with its run_id for the rest. INCOMPLETE: part is missing; do what the line says (run_id lets it go on), and never use such an answer as whole. NOT SAVED: the answer is whole, its file is not written.
- An error says what to do and who does it. Do that, once. Errors that name the user need the user.
- Check an answer before you use it. Never send keys, passwords or personal data; files that hold them are refused.
- Leave thinking, reasoning_effort, tool_choice and protocol out unless they are needed: RunAPI may refuse them.
- For prices and limits point to https://runapi.ai/models/deepseek.md; quote no numbers.`;
