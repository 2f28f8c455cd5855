import path from 'node:path';
import { KEY, MODEL, type Contender } from '../contender.ts';
import { bytesBelow, installPackages } from '../install.ts';
import { agentJobs } from './agent-jobs.ts';

const NAME = '@anthropic-ai/claude-code';
const VERSION = '2.1.332';
/** What a user would allow for the work at hand: edits in the project, and the one command that is its check. */
const ALLOWED = ['--permission-mode', 'acceptEdits', '--allowedTools', 'Bash(node check.mjs)'];
/** It runs on no Node that could be guarded; so there is no way out but to loopback. */
const NO_WAY_OUT = { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1' };

export const claudeCode: Contender = {
  name: NAME,
  version: VERSION,
  kind: 'agent',
  ...agentJobs((prompt) => ({ words: ['-p', prompt, ...ALLOWED] }), {
    read: (file) => ({ name: 'Read', arguments: { file_path: file } }),
    edit: (file, from, to) => ({
      name: 'Edit',
      arguments: { file_path: file, old_string: from, new_string: to },
    }),
    run: (command) => ({ name: 'Bash', arguments: { command, description: 'Run the check' } }),
    search: (word) => ({
      name: 'Bash',
      arguments: { command: `grep -rn ${word} .`, description: 'Search the project' },
    }),
  }),
  async install() {
    const modules = await installPackages(`claude-code@${VERSION}`, { packages: [`${NAME}@${VERSION}`] });
    return {
      bytes: await bytesBelow(modules),
      command: path.join(modules, `${NAME}-${process.platform}-${process.arch}`, 'claude'),
      args: [],
      environment: ({ home }, url) => ({
        CLAUDE_CONFIG_DIR: path.join(home, '.claude'),
        ANTHROPIC_API_KEY: KEY,
        ANTHROPIC_MODEL: MODEL,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_TELEMETRY: '1',
        DISABLE_ERROR_REPORTING: '1',
        DISABLE_AUTOUPDATER: '1',
        ...NO_WAY_OUT,
        ...(url !== undefined && { ANTHROPIC_BASE_URL: url }),
      }),
    };
  },
};
