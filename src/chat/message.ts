import * as z from 'zod';

/**
 * One turn in the shape of chat completions: what callers send, what is stored and what is sent upstream. Unknown
 * fields are dropped; whoever wants them refused instead makes the object strict.
 */
const toolCall = z.object({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const contentPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
]);

export const chatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(contentPart), z.null()]).optional(),
  name: z.string().optional(),
  tool_calls: z.array(toolCall).optional(),
  tool_call_id: z.string().optional(),
  reasoning_content: z.string().optional(),
  /** What the Messages protocol sends along with a thinking block, to be given back with it. */
  reasoning_signature: z.string().optional(),
});

export type ToolCall = z.infer<typeof toolCall>;
export type ContentPart = z.infer<typeof contentPart>;
export type ChatMessage = z.infer<typeof chatMessage>;
