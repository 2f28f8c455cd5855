import path from 'node:path';
import { BASE_URL, inField, KEY, sharedSkills, valuesOf, type Client } from '../client.ts';
import { NETWORK_VARIABLES } from '../passed-on.ts';

export const codex: Client = {
  id: 'codex',
  title: 'Codex',
  format: 'toml',
  userFile: ({ environment, home }) =>
    path.join(environment['CODEX_HOME'] || path.join(home, '.codex'), 'config.toml'),
  section: ['mcp_servers'],
  toEntry: (server) => ({
    command: server.command,
    args: server.args,
    // Codex passes on HOME, PATH and the like, and what is named here. A name that is not set does no harm.
    env_vars: [
      ...new Set([
        ...(server.key === undefined ? [KEY, BASE_URL] : []),
        ...NETWORK_VARIABLES,
        ...server.passedOn,
      ]),
    ],
    ...inField('env', valuesOf(server)),
  }),
  keyHint: `Codex passes ${KEY} on from the environment in which it is started.`,
  skillFolder: sharedSkills,
};
