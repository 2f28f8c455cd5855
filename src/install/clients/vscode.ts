import path from 'node:path';
import { inVsCode, plainEntry, type Client } from '../client.ts';

const INPUT = {
  type: 'promptString',
  id: 'runapi-api-key',
  description: 'RunAPI key (https://runapi.ai/api_keys)',
  password: true,
};

const toEntry = plainEntry({ reference: () => `\${input:${INPUT.id}}` });

export const vscode: Client = {
  id: 'vscode',
  title: 'VS Code',
  format: 'json',
  userFile: inVsCode('mcp.json'),
  projectFile: path.join('.vscode', 'mcp.json'),
  section: ['servers'],
  toEntry: (server) => ({ type: 'stdio', ...toEntry(server) }),
  companion: { section: 'inputs', value: INPUT },
  keyHint: 'VS Code asks for the key once and keeps it in its own store.',
};
