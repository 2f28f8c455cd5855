import path from 'node:path';
import { inHome, KEY_FROM_SHELL, plainEntry, type Client } from '../client.ts';

export const cursor: Client = {
  id: 'cursor',
  title: 'Cursor',
  format: 'json',
  userFile: inHome('.cursor', 'mcp.json'),
  projectFile: path.join('.cursor', 'mcp.json'),
  section: ['mcpServers'],
  toEntry: plainEntry({ reference: (name) => `\${env:${name}}`, cutsEnvironment: true }),
  keyHint: KEY_FROM_SHELL,
};
