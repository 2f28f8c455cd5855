import path from 'node:path';
import { KEY_FROM_SHELL, plainEntry, sharedSkills, type Client } from '../client.ts';

export const openclaw: Client = {
  id: 'openclaw',
  title: 'OpenClaw',
  format: 'json',
  userFile: ({ environment, home }) =>
    path.join(environment['OPENCLAW_STATE_DIR'] || path.join(home, '.openclaw'), 'openclaw.json'),
  section: ['mcp', 'servers'],
  toEntry: plainEntry({ reference: (name) => `\${${name}}`, cutsEnvironment: true }),
  keyHint: KEY_FROM_SHELL,
  skillFolder: sharedSkills,
};
