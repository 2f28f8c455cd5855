import path from 'node:path';
import { inField, KEY, valuesOf, type Client } from '../client.ts';
import { applicationFolder, configFolder } from '../surroundings.ts';

export const goose: Client = {
  id: 'goose',
  title: 'Goose',
  format: 'yaml',
  userFile: (surroundings) =>
    surroundings.platform === 'win32'
      ? path.join(applicationFolder(surroundings), 'Block', 'goose', 'config', 'config.yaml')
      : path.join(configFolder(surroundings), 'goose', 'config.yaml'),
  section: ['extensions'],
  toEntry: (server) => ({
    name: 'deepseek',
    type: 'stdio',
    enabled: true,
    cmd: server.command,
    args: server.args,
    ...(server.key === undefined && { env_keys: [KEY] }),
    ...inField('envs', valuesOf(server)),
    timeout: 300,
  }),
  keyHint: `Goose asks for ${KEY} and keeps it in its own store.`,
};
