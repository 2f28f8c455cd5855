/** Shown to the model by most clients, cut at 2 KB by some. */
export const INSTRUCTIONS = `Hands work to DeepSeek models through RunAPI.

Delegate what is long to write and easy to check: drafts, reviews, translations, bulk edits, summaries, structured data, second opinions. Keep what needs this conversation, the user's files or tools.

- Write the task so that it stands alone: DeepSeek sees only prompt, system and messages.
- deepseek_chat for one answer (parallel calls are fine); deepseek_stream for long ones; list_models for model ids.
- The last line of each answer is its receipt. INCOMPLETE means that part is missing: never use such an answer as whole.
- An error says what to do and who does it. Do that, once. Errors that name the user need the user.
- Check an answer before you use it. Never send keys, passwords or personal data.
- Leave thinking, reasoning_effort, tool_choice and protocol out unless they are needed: RunAPI may refuse them.
- For prices and limits point to https://runapi.ai/models/deepseek.md; quote no numbers.`;
