import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CODEX } from '../../../test/clients/codex.ts';
import { runProgram } from '../../../test/clients/program.ts';
import { BIN } from '../../../test/support/binary.ts';
import type { WireCall } from '../caller/model-server.ts';
import { responsesWire } from '../caller/responses-wire.ts';
import type { Action, Change } from '../caller/script.ts';
import type { Client, Stage } from './client.ts';

/** The latest that has its tools in the request; newer ones call them from a program. */
const MODEL = 'gpt-5.5';
const PATIENCE_MS = 180_000;

export const codex: Client = {
  name: 'Codex',
  version: '0.169.0',
  slug: 'codex',
  wire: () => ({
    ...responsesWire,
    toCalls(actions, body) {
      const calls = actions.map(toCall);
      const isHidden =
        calls.some(({ namespace }) => namespace) && !JSON.stringify(body).includes('"tool_search_output"');
      return isHidden ? [SEARCH] : calls;
    },
  }),
  async converse(stage, prompt) {
    const { home, project } = stage;
    await mkdir(path.join(home, '.codex'), { recursive: true });
    await writeFile(path.join(home, '.codex/config.toml'), configuration(stage));
    const words = ['exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', prompt];
    const { exitCode, stdout, stderr } = await runProgram(CODEX, words, {
      cwd: project,
      patienceMs: PATIENCE_MS,
      environment: { HOME: home, CODEX_HOME: path.join(home, '.codex') },
    });
    if (exitCode !== 0) throw new Error(`${stdout}${stderr}`.slice(-2000));
  },
};

/** Tools of servers are found by a search: once in a conversation. */
const SEARCH: WireCall = {
  type: 'tool_search_call',
  name: 'tool_search',
  arguments: { query: 'deepseek' },
  isFirst: true,
};

function configuration({ modelUrl, project, server }: Stage): string {
  const lines = [
    `model = ${quote(MODEL)}`,
    'model_provider = "scripted"',
    '[model_providers.scripted]',
    'name = "Scripted"',
    `base_url = ${quote(`${modelUrl}/v1`)}`,
    'wire_api = "responses"',
    `[projects.${quote(project)}]`,
    'trust_level = "trusted"',
  ];
  if (!server) return lines.join('\n');
  const variables = Object.entries(server).map(([name, value]) => `${name} = ${quote(value)}`);
  return [
    ...lines,
    '[mcp_servers.deepseek]',
    `command = ${quote(process.execPath)}`,
    `args = [${quote(BIN)}, "serve"]`,
    'default_tools_approval_mode = "approve"',
    '[mcp_servers.deepseek.env]',
    ...variables,
  ].join('\n');
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function shell(cmd: string): WireCall {
  return { type: 'function_call', name: 'exec_command', arguments: { cmd } };
}

function patch(lines: readonly string[]): WireCall {
  const text = ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
  return { type: 'custom_tool_call', name: 'apply_patch', arguments: text };
}

function toCall(action: Action): WireCall {
  switch (action.do) {
    case 'read': {
      const { path: file, from = 1, lines = 2000 } = action;
      return shell(`sed -n '${from},${from + lines - 1}p' ${file}`);
    }
    case 'search':
      return shell(`grep -rnE '${action.pattern}' ${action.path}`);
    case 'list':
      return shell(`find ${action.folder} -name '${action.name}' | sort`);
    case 'edit':
      return patch([`*** Update File: ${action.path}`, ...action.changes.flatMap(hunk)]);
    case 'write':
      return patch([`*** Add File: ${action.path}`, ...linesOf(action.text).map((line) => `+${line}`)]);
    case 'run':
      return shell(action.command);
    default:
      return {
        type: 'function_call',
        namespace: 'mcp__deepseek',
        name: action.tool,
        arguments: action.arguments,
      };
  }
}

/** Lines that stay at the end are context. */
function hunk({ before, after }: Change): string[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const stays = after.endsWith(`\n${before}`) ? old.length : 0;
  return [
    '@@',
    ...old.slice(0, old.length - stays).map((line) => `-${line}`),
    ...now.slice(0, now.length - stays).map((line) => `+${line}`),
    ...old.slice(old.length - stays).map((line) => ` ${line}`),
  ];
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
