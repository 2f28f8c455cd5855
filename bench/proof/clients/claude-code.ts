import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CLAUDE_CODE, CLAUDE_QUIET } from '../../../test/clients/claude-code.ts';
import { runProgram } from '../../../test/clients/program.ts';
import { BIN } from '../../../test/support/binary.ts';
import { messagesWire } from '../caller/messages-wire.ts';
import type { WireCall } from '../caller/model-server.ts';
import type { Action } from '../caller/script.ts';
import type { Client } from './client.ts';

const TOOLS = ['Read', 'Grep', 'Glob', 'Edit', 'Write', 'Bash', 'mcp__deepseek'];
const PATIENCE_MS = 180_000;

export const claudeCode: Client = {
  name: 'Claude Code',
  version: '2.1.330',
  slug: 'claude-code',
  wire: (project) => ({
    ...messagesWire,
    toCalls: (actions) => actions.flatMap((action) => toCalls(action, project)),
  }),
  async converse({ home, project, modelUrl, server }, prompt) {
    const folder = path.join(home, '.claude');
    await mkdir(folder, { recursive: true });
    const file = path.join(home, 'mcp.json');
    const mcpServers = server && {
      deepseek: { command: process.execPath, args: [BIN, 'serve'], env: server },
    };
    await writeFile(file, JSON.stringify({ mcpServers: mcpServers ?? {} }));
    const words = ['-p', prompt, '--output-format', 'json', '--mcp-config', file];
    const { exitCode, stdout, stderr } = await runProgram(
      CLAUDE_CODE,
      [...words, '--allowedTools', TOOLS.join(',')],
      {
        cwd: project,
        patienceMs: PATIENCE_MS,
        environment: {
          HOME: home,
          CLAUDE_CONFIG_DIR: folder,
          ...CLAUDE_QUIET,
          ANTHROPIC_BASE_URL: modelUrl,
          ANTHROPIC_API_KEY: 'scripted',
          // All definitions are sent from the start: what costs the caller most.
          ENABLE_TOOL_SEARCH: 'false',
        },
      },
    );
    if (exitCode !== 0) throw new Error(`${stdout}${stderr}`.slice(-2000));
  },
};

function toCalls(action: Action, project: string): WireCall[] {
  const file_path = 'path' in action ? path.join(project, action.path) : '';
  switch (action.do) {
    case 'read': {
      const { from, lines } = action;
      return [call('Read', { file_path, ...(from && { offset: from }), ...(lines && { limit: lines }) })];
    }
    case 'search':
      return [call('Grep', { pattern: action.pattern, path: file_path, output_mode: 'content', '-n': true })];
    case 'list':
      return [call('Glob', { pattern: `${action.folder}/**/${action.name}` })];
    case 'edit':
      return action.changes.map(({ before, after }) =>
        call('Edit', { file_path, old_string: before, new_string: after }),
      );
    case 'write':
      return [call('Write', { file_path, content: action.text })];
    case 'run':
      return [call('Bash', { command: action.command, description: 'Run a command in the project' })];
    default:
      return [call(`mcp__deepseek__${action.tool}`, action.arguments)];
  }
}

function call(name: string, args: object): WireCall {
  return { type: 'tool_use', name, arguments: args };
}
