import path from 'node:path';
import { inVsCode, KEY_FROM_SHELL, plainEntry, type Client } from '../client.ts';

export const roo: Client = {
  id: 'roo',
  title: 'Roo Code',
  format: 'json',
  userFile: inVsCode('globalStorage', 'rooveterinaryinc.roo-cline', 'settings', 'mcp_settings.json'),
  projectFile: path.join('.roo', 'mcp.json'),
  section: ['mcpServers'],
  toEntry: plainEntry({ reference: (name) => `\${env:${name}}`, cutsEnvironment: true }),
  keyHint: KEY_FROM_SHELL,
};
