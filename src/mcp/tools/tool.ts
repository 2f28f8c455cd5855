import type { CallToolResult, StandardSchemaWithJSON, ToolAnnotations } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Delegation } from '../../delegation/delegation.ts';
import { parseArguments } from '../../delegation/arguments/parse-arguments.ts';
import type { ProgressView } from '../../delegation/run/progress.ts';

/** What a tool gets apart from its arguments. */
interface ToolContext {
  /** @throws {DelegateError} `configuration`: a server without a key still lists its tools. */
  readonly delegation: () => Delegation;
  /** Aborts when the client cancels the call or goes away. */
  readonly signal: AbortSignal;
  /** The client's name, as it gave it. */
  readonly client: string | undefined;
  /** Reports progress to a client that asked for it. */
  readonly reportProgress: (view: ProgressView) => void;
}

/** Claude Code cuts results off earlier than we do, unless a tool asks for more. This is the most it allows. */
export const MAX_RESULT_SIZE = { 'anthropic/maxResultSizeChars': 500_000 };

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: Required<Omit<ToolAnnotations, 'title'>>;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly inputSchema: StandardSchemaWithJSON;
  readonly run: (input: unknown, context: ToolContext) => Promise<CallToolResult>;
}

interface ToolDefinition<Shape extends z.ZodRawShape> extends Omit<Tool, 'inputSchema' | 'run'> {
  readonly input: z.ZodObject<Shape>;
  readonly run: (input: z.infer<z.ZodObject<Shape>>, context: ToolContext) => Promise<CallToolResult>;
}

/** One tool, its schema, hints and implementation type-checked together. */
export function defineTool<Shape extends z.ZodRawShape>(definition: ToolDefinition<Shape>): Tool {
  const { input, run, ...rest } = definition;
  return {
    ...rest,
    inputSchema: listedSchema(input),
    run: async (given, context) => run(parseArguments(definition.name, input, given), context),
  };
}

/**
 * The schema as `tools/list` shows it. It accepts everything: {@link parseArguments} checks the arguments, with messages
 * that name the value and what it must be.
 */
function listedSchema(input: z.ZodObject): StandardSchemaWithJSON {
  const toJson = () => {
    const { $schema: _dialect, ...schema } = z.toJSONSchema(input, { io: 'input', override: trim });
    return schema;
  };
  return {
    '~standard': {
      version: 1,
      vendor: 'runapi-deepseek',
      validate: (value) => ({ value }),
      jsonSchema: { input: toJson, output: toJson },
    },
  };
}

/** Limits that {@link parseArguments} names when a value exceeds them; listing them would cost every conversation. */
const UNLISTED = [
  'minLength',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'propertyNames',
] as const;

function trim({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  for (const keyword of UNLISTED) delete jsonSchema[keyword];
}
