import path from 'node:path';
import { KEY_FROM_FILE, plainEntry, type Client } from '../client.ts';
import { applicationFolder, configFolder } from '../surroundings.ts';

const toEntry = plainEntry();

export const zed: Client = {
  id: 'zed',
  title: 'Zed',
  format: 'json',
  userFile: (surroundings) =>
    surroundings.platform === 'win32'
      ? path.join(applicationFolder(surroundings), 'Zed', 'settings.json')
      : path.join(configFolder(surroundings), 'zed', 'settings.json'),
  projectFile: path.join('.zed', 'settings.json'),
  section: ['context_servers'],
  toEntry: (server) => ({ source: 'custom', ...toEntry(server) }),
  keyHint: KEY_FROM_FILE,
};
