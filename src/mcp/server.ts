import { McpServer, type CallToolResult, type ServerContext } from '@modelcontextprotocol/server';
import type { Delegation } from '../delegation/delegation.ts';
import { DelegateError } from '../errors.ts';
import { oneLine } from '../text/clean.ts';
import { shorten } from '../text/cut.ts';
import { VERSION } from '../version.ts';
import { createProgressReporter } from './progress.ts';
import { registerPrompt } from './prompts/prompt.ts';
import { delegatePrompt } from './prompts/delegate.ts';
import { reviewDiff } from './prompts/review-diff.ts';
import { fixTests } from './prompts/fix-tests.ts';
import { refactor } from './prompts/refactor.ts';
import { where } from './prompts/where.ts';
import { secondOpinion } from './prompts/second-opinion.ts';
import { translate } from './prompts/translate.ts';
import { registerResources } from './resources/state.ts';
import { toErrorResult } from './tools/result.ts';
import { registerSkillResources } from './resources/skill.ts';
import type { Tool } from './tools/tool.ts';
import { deepseekChat } from './tools/deepseek-chat.ts';
import { deepseekStream } from './tools/deepseek-stream.ts';
import { listModels } from './tools/list-models.ts';

/** In the order in which clients list them. */
const TOOLS: readonly Tool[] = [deepseekChat, deepseekStream, listModels];

/** The lists never change while the server runs. */
const LIST_TTL_MS = 3_600_000;

export interface ServerOptions {
  /** What clients show to the model, as `writeInstructions` makes it. */
  readonly instructions: string;
  /** @throws {DelegateError} `configuration`: then each call answers with it. */
  readonly delegation: () => Delegation;
  /** Called with failures that are no {@link DelegateError}; must not throw. */
  readonly onDefect: (error: unknown) => void;
}

/** The interface for agents, without a transport. */
export function createServer(options: ServerOptions): McpServer {
  const { instructions } = options;
  const server = new McpServer(
    { name: 'deepseek', title: 'DeepSeek', version: VERSION },
    {
      instructions,
      capabilities: {
        tools: { listChanged: false },
        resources: { listChanged: false },
        prompts: { listChanged: false },
      },
      cacheHints: { 'tools/list': { ttlMs: LIST_TTL_MS, cacheScope: 'public' } },
    },
  );
  for (const tool of TOOLS) {
    const { name, title, description, annotations, inputSchema, meta } = tool;
    const definition = { title, description, annotations, inputSchema, ...(meta && { _meta: meta }) };
    server.registerTool(name, definition, (input, context) =>
      call(tool, input, context, { ...options, client: clientOf(server, context) }),
    );
  }
  registerPrompt(server, delegatePrompt);
  registerPrompt(server, refactor);
  registerPrompt(server, fixTests);
  registerPrompt(server, secondOpinion);
  registerPrompt(server, reviewDiff);
  registerPrompt(server, translate);
  registerPrompt(server, where);
  registerResources(server, options.delegation);
  registerSkillResources(server);
  return server;
}

/** In the older revisions a client gives its name once, in the latest one with each request. */
function clientOf(server: McpServer, { mcpReq }: ServerContext): string | undefined {
  // The SDK takes it out of `_meta`, and has checked its shape.
  const envelope: { [CLIENT_INFO]?: { name: string } } = mcpReq.envelope ?? {};
  const { name = '' } = envelope[CLIENT_INFO] ?? server.server.getClientVersion() ?? {};
  return shorten(oneLine(name), MAX_CLIENT_NAME) || undefined;
}

const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
/** It is a row of the ledger. */
const MAX_CLIENT_NAME = 60;

async function call(
  tool: Tool,
  input: unknown,
  context: ServerContext,
  { delegation, client, onDefect }: ServerOptions & { client: string | undefined },
): Promise<CallToolResult> {
  const progress = createProgressReporter(context);
  const { signal } = context.mcpReq;
  try {
    return await tool.run(input, { delegation, signal, client, reportProgress: progress.report });
  } catch (error) {
    if (!(error instanceof DelegateError)) onDefect(error);
    return toErrorResult(error);
  } finally {
    await progress.stop();
  }
}
