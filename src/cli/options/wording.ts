import type { Wording } from './arguments.ts';

/** Help for people where it differs from the descriptions that agents are given. */
export const WORDING = {
  files: { value: 'path', help: 'file or glob to send before the prompt; PATH:10-80 for lines' },
  explore: { help: 'let DeepSeek list, search and read the project by itself' },
  conversation_id: { value: 'new|id', help: 'start a conversation, or continue one' },
  system: { help: 'system prompt' },
  model: { value: 'id', help: 'model id (see "models")' },
  messages: { help: 'OpenAI-shaped messages in place of a prompt; @FILE reads a file' },
  max_tokens: { help: 'output limit, reasoning included' },
  temperature: { help: '0 to 2' },
  top_p: { help: '0 to 1' },
  stop: { help: 'end the answer before this text' },
  thinking: { help: 'reason first; RunAPI may refuse this setting' },
  reasoning_effort: { help: 'how long to reason; RunAPI may refuse this setting' },
  protocol: { value: 'name', help: 'API protocol: chat-completions, messages or gemini' },
  save_to: { value: 'path', help: 'save the answer to a file instead of printing it' },
  save_format: { help: 'code: save only the contents of code blocks; edits: change the files that are sent' },
  check: {
    value: 'name',
    help: 'run this check of yours (DEEPSEEK_CHECK_<NAME>), and keep the files only if it passes',
  },
  overwrite: { help: 'replace the file if it exists' },
  response_format: { help: 'form of the answer' },
  json_schema: { help: 'JSON Schema of the answer, checked and repaired once; @FILE reads a file' },
  tools: { help: 'OpenAI-shaped functions; @FILE reads a file' },
  tool_choice: { value: 'choice', help: 'none, auto, required, or a JSON object' },
  detach: { help: 'print the id of the run and return; it continues without this terminal' },
  dry_run: { help: 'show what would be sent, and send nothing' },
  include_reasoning: { help: 'show the reasoning on stderr' },
} as const satisfies Record<string, Wording>;
