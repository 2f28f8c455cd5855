import path from 'node:path';
import { inField, inHome, KEY_FROM_SHELL, KEY, valuesOf, type Client } from '../client.ts';

/** Empty where the variable is not set, which the server reads as unset. */
const reference = (name: string) => `\${${name}:-}`;

export const gemini: Client = {
  id: 'gemini',
  title: 'Gemini CLI',
  format: 'json',
  userFile: inHome('.gemini', 'settings.json'),
  projectFile: path.join('.gemini', 'settings.json'),
  section: ['mcpServers'],
  toEntry: (server) => ({
    command: server.command,
    args: server.args,
    // Gemini CLI keeps back variables whose name or value looks secret, unless they are named here.
    ...inField('env', {
      ...valuesOf(server, reference(KEY)),
      ...Object.fromEntries(server.passedOn.map((name) => [name, reference(name)])),
    }),
  }),
  keyHint: KEY_FROM_SHELL,
  skillFolder: inHome('.gemini', 'skills'),
};
