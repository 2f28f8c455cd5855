import path from 'node:path';
import { KEY, KEY_FROM_SHELL, sharedSkills, valuesOf, type Client } from '../client.ts';
import { configFolder } from '../surroundings.ts';

export const opencode: Client = {
  id: 'opencode',
  title: 'opencode',
  format: 'json',
  userFile: (surroundings) => path.join(configFolder(surroundings), 'opencode', 'opencode.json'),
  projectFile: 'opencode.json',
  section: ['mcp'],
  toEntry: (server) => ({
    type: 'local',
    command: [server.command, ...server.args],
    enabled: true,
    environment: valuesOf(server, `{env:${KEY}}`),
  }),
  keyHint: KEY_FROM_SHELL,
  skillFolder: sharedSkills,
};
