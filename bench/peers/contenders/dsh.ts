import path from 'node:path';
import { KEY, type Contender } from '../contender.ts';
import { bytesBelow, fileOfCommand, installNode24, installPackages } from '../install.ts';
import { agentJobs } from './agent-jobs.ts';

const NAME = '@deepseek-ai/dsh';
const VERSION = '0.1.0-rc.8';
/** A day after it appeared: later versions of what it depends on do not start with it. */
const BEFORE = '--before=2026-08-26';

export const dsh: Contender = {
  name: NAME,
  version: VERSION,
  kind: 'agent',
  ...agentJobs((prompt) => ({ words: [prompt] }), {
    read: (file) => ({ name: 'read', arguments: { file_path: file } }),
    edit: (file, from, to) => ({
      name: 'edit',
      arguments: { file_path: file, old_string: from, new_string: to },
    }),
    run: (command) => ({ name: 'bash', arguments: { command, description: 'Run the check' } }),
    search: (word) => ({ name: 'grep', arguments: { pattern: word } }),
  }),
  async install() {
    const modules = await installPackages(`dsh@${VERSION}`, {
      packages: [`${NAME}@${VERSION}`],
      // Without the first, npm resolves for more than ten minutes.
      flags: ['--legacy-peer-deps', BEFORE],
      addsPeerDependencies: true,
    });
    return {
      bytes: await bytesBelow(modules),
      command: await installNode24(),
      args: [await fileOfCommand(modules, NAME), '--profile', 'headless'],
      environment: ({ home }, url) => ({
        DSH_HOME: path.join(home, '.dsh'),
        DEEPSEEK_API_KEY: KEY,
        ...(url !== undefined && { DEEPSEEK_BASE_URL: `${url}/v1` }),
      }),
    };
  },
};
