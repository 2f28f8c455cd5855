import { inVsCode, KEY_FROM_FILE, plainEntry, type Client } from '../client.ts';

const toEntry = plainEntry({ cutsEnvironment: true });

export const cline: Client = {
  id: 'cline',
  title: 'Cline',
  format: 'json',
  userFile: inVsCode('globalStorage', 'saoudrizwan.claude-dev', 'settings', 'cline_mcp_settings.json'),
  section: ['mcpServers'],
  toEntry: (server) => ({ ...toEntry(server), disabled: false }),
  keyHint: KEY_FROM_FILE,
};
