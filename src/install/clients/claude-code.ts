import path from 'node:path';
import { KEY_FROM_SHELL, plainEntry, type Client } from '../client.ts';

const toEntry = plainEntry({ reference: (name) => `\${${name}:-}` });

export const claudeCode: Client = {
  id: 'claude-code',
  title: 'Claude Code',
  format: 'json',
  userFile: ({ environment, home }) => path.join(environment['CLAUDE_CONFIG_DIR'] || home, '.claude.json'),
  projectFile: '.mcp.json',
  section: ['mcpServers'],
  toEntry: (server) => ({ type: 'stdio', ...toEntry(server) }),
  keyHint: KEY_FROM_SHELL,
  skillFolder: ({ environment, home }) =>
    path.join(environment['CLAUDE_CONFIG_DIR'] || path.join(home, '.claude'), 'skills'),
};
