import * as z from 'zod';
import { chatMessage } from '../../chat/message.ts';
import { PROTOCOL_NAMES } from '../../config/config.ts';

/** What both completion tools take. */
const commonArguments = {
  files: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Paths or globs, read here and sent before the prompt; "a.ts:10-80" for lines'),
  explore: z.boolean().optional().describe('DeepSeek lists, searches and reads the project itself'),
  conversation_id: z.string().optional().describe('"new", or the id from a receipt'),
  system: z.string().optional(),
  model: z.string().min(1).optional().describe('Id from list_models'),
  max_tokens: z.int().positive().optional().describe('Output limit, reasoning included'),
  temperature: z.number().min(0).max(2).optional(),
  thinking: z
    .enum(['enabled', 'disabled'])
    .optional()
    .describe('RunAPI may reject this and reasoning_effort'),
  reasoning_effort: z.enum(['low', 'high', 'max']).optional(),
  dry_run: z.boolean().optional().describe('Only show what would be sent'),
  protocol: z.enum(PROTOCOL_NAMES).optional().describe('API protocol; omit'),
};

const messages = z
  .array(chatMessage)
  .meta({ items: { type: 'object' } })
  .optional()
  .describe('Instead of prompt: OpenAI-style messages; keep tool_calls and reasoning_content');

const functionTool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[\w-]{1,64}$/),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
    strict: z.boolean().optional(),
  }),
});

const tools = z
  .array(functionTool)
  .min(1)
  .max(128)
  .meta({ items: { type: 'object' } })
  .optional()
  .describe('OpenAI-style functions; RunAPI has verified one, on deepseek-v4-flash');

const tool_choice = z
  .union([
    z.enum(['none', 'auto', 'required']),
    z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) }),
  ])
  .meta({ anyOf: undefined })
  .optional()
  .describe('none, auto, required or a function');

/** A completion that is to be JSON: with save_to, the file is the JSON. */
const jsonArguments = {
  response_format: z.enum(['text', 'json']).optional(),
  json_schema: z
    .record(z.string(), z.unknown())
    .meta({ additionalProperties: undefined })
    .optional()
    .describe('JSON Schema of the answer; checked here, with one retry'),
};

/** Arguments of `deepseek_chat`, by the names of the contract; the command line takes the same. */
export const chatArguments = z.strictObject({
  prompt: z.string().optional().describe('The complete task: DeepSeek sees nothing else'),
  messages,
  ...commonArguments,
  top_p: z.number().min(0).max(1).optional(),
  stop: z.array(z.string()).min(1).max(16).optional(),
  ...jsonArguments,
  tools,
  tool_choice: tool_choice,
  include_reasoning: z.boolean().optional(),
});

/** Arguments of `deepseek_stream`. */
export const streamArguments = z.strictObject({
  prompt: z.string().optional().describe('The complete task: DeepSeek sees nothing else'),
  ...commonArguments,
  save_to: z
    .string()
    .min(1)
    .optional()
    .describe('File for the answer; with for_each a template: {path}, {dir}, {name}, {ext}'),
  save_format: z
    .enum(['text', 'code', 'edits'])
    .optional()
    .describe('code: only the contents of code blocks; edits: change the files'),
  overwrite: z.boolean().optional().describe('Replace existing files'),
  check: z
    .string()
    .min(1)
    .optional()
    .describe('With edits: run this check of the user; keep the files only if it passes'),
  detach: z.boolean().optional().describe('Return at once; the run outlives this server; fetch by run_id'),
  ...jsonArguments,
  for_each: z.array(z.string()).min(1).optional().describe('Paths or globs: the prompt runs once per file'),
  run_id: z.string().optional().describe('Instead of prompt: resume this run'),
  offset: z
    .int()
    .nonnegative()
    .optional()
    .describe('With run_id: characters you have; default: where the last result ended'),
  cancel: z.boolean().optional().describe('With run_id: stop it'),
  undo: z.boolean().optional().describe('With run_id: take back what it wrote'),
});

/** What an interface passes on: the arguments that the caller gave, by the names of the contract. */
export type ChatArguments = Partial<z.infer<typeof chatArguments> & z.infer<typeof streamArguments>> & {
  /** Requests at once of a fan-out; the configuration decides where it is undefined. */
  readonly concurrency?: number | undefined;
};
