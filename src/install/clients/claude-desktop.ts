import path from 'node:path';
import { KEY_FROM_FILE, plainEntry, type Client } from '../client.ts';
import { applicationFolder } from '../surroundings.ts';

export const claudeDesktop: Client = {
  id: 'claude-desktop',
  title: 'Claude Desktop',
  format: 'json',
  userFile: (surroundings) =>
    path.join(applicationFolder(surroundings), 'Claude', 'claude_desktop_config.json'),
  section: ['mcpServers'],
  toEntry: plainEntry({ cutsEnvironment: true }),
  keyHint: `${KEY_FROM_FILE} The .mcpb bundle keeps it in the system's own store.`,
};
