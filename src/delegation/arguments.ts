import * as z from 'zod';
import { chatMessage } from '../chat/message.ts';
import { PROTOCOL_NAMES } from '../config/config.ts';

/** What both completion tools take. */
const commonArguments = {
  files: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Project paths or globs, sent before the prompt; "a.ts:10-80" for lines'),
  conversation_id: z.string().optional().describe('"new", or the id that the receipt gave'),
  system: z.string().optional(),
  model: z.string().min(1).optional().describe('Model id from list_models'),
  max_tokens: z.int().positive().optional().describe('Output limit, reasoning included'),
  temperature: z.number().min(0).max(2).optional(),
  thinking: z
    .enum(['enabled', 'disabled'])
    .optional()
    .describe('RunAPI may refuse this and reasoning_effort'),
  reasoning_effort: z.enum(['low', 'high', 'max']).optional(),
  protocol: z.enum(PROTOCOL_NAMES).optional().describe('Wire to use; leave out'),
};

const messages = z
  .array(chatMessage)
  .meta({ items: { type: 'object' } })
  .optional()
  .describe('In place of prompt: OpenAI-shaped turns; keep tool_calls and reasoning_content');

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
  .describe('OpenAI-shaped functions. RunAPI has verified one, on deepseek-v4-flash');

const tool_choice = z
  .union([
    z.enum(['none', 'auto', 'required']),
    z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) }),
  ])
  .meta({ anyOf: undefined })
  .optional()
  .describe('none, auto, required or a function');

/** Arguments of `deepseek_chat`, by the names of the contract; the command line takes the same. */
export const chatArguments = z.strictObject({
  prompt: z.string().optional().describe('The whole task, standing alone'),
  messages,
  ...commonArguments,
  top_p: z.number().min(0).max(1).optional(),
  stop: z.array(z.string()).min(1).max(16).optional(),
  response_format: z.enum(['text', 'json']).optional(),
  json_schema: z
    .record(z.string(), z.unknown())
    .meta({ additionalProperties: undefined })
    .optional()
    .describe('JSON Schema of the answer: checked here, repaired once'),
  tools,
  tool_choice: tool_choice,
  include_reasoning: z.boolean().optional(),
});

/** Arguments of `deepseek_stream`. */
export const streamArguments = z.strictObject({
  prompt: z.string().optional().describe('The whole task, standing alone'),
  ...commonArguments,
  save_to: z
    .string()
    .min(1)
    .optional()
    .describe('File for the answer; with for_each a template of {path}, {dir}, {name}, {ext}'),
  save_format: z.enum(['text', 'code']).optional().describe('code: only what is in code fences'),
  overwrite: z.boolean().optional(),
  for_each: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Paths and globs: the prompt runs once for each file, results go to save_to'),
  run_id: z.string().optional().describe('Go on with this run, in place of a prompt'),
  offset: z
    .int()
    .nonnegative()
    .optional()
    .describe('With run_id: characters you have; default where the last result ended'),
  cancel: z.boolean().optional().describe('With run_id: stop it'),
});

/** What an interface passes on: the arguments that the caller gave, by the names of the contract. */
export type ChatArguments = Partial<z.infer<typeof chatArguments> & z.infer<typeof streamArguments>> & {
  /** Requests at once of a fan-out; the configuration decides where it is undefined. */
  readonly concurrency?: number | undefined;
};
