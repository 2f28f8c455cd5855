import { inHome, KEY_FROM_SHELL, plainEntry, type Client } from '../client.ts';

export const windsurf: Client = {
  id: 'windsurf',
  title: 'Windsurf',
  format: 'json',
  userFile: inHome('.codeium', 'windsurf', 'mcp_config.json'),
  section: ['mcpServers'],
  toEntry: plainEntry({ reference: (name) => `\${env:${name}}` }),
  keyHint: KEY_FROM_SHELL,
};
