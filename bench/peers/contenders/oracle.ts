import path from 'node:path';
import { KEY, MODEL, type Contender, type Task } from '../contender.ts';
import { bytesBelow, fileOfCommand, installNode24, installPackages } from '../install.ts';

const NAME = '@steipete/oracle';
const VERSION = '0.21.2';

/** Of a bare id with "pro" in it, it makes a model of OpenAI's. */
function consult(prompt: string, more: object = {}): Task {
  return { tool: 'consult', args: { prompt, model: `deepseek/${MODEL}`, engine: 'api', ...more } };
}

export const oracle: Contender = {
  name: NAME,
  version: VERSION,
  kind: 'server',
  answer: (prompt) => consult(prompt),
  read: (file) => ({
    task: consult('Summarise the file.', { files: [file] }),
    script: () => ({ text: 'Done.' }),
  }),
  detach: {
    task: consult('Write a long answer.', { waitForCompletion: false, slug: 'bench detached run' }),
    collect: (answer) => ({
      tool: 'sessions',
      args: { id: /sessionId\\?":\s*\\?"([^"\\]+)/.exec(answer)?.[1] ?? '', detail: true },
    }),
  },
  async install() {
    const modules = await installPackages(`oracle@${VERSION}`, { packages: [`${NAME}@${VERSION}`] });
    return {
      bytes: await bytesBelow(modules),
      command: await installNode24(),
      args: [await fileOfCommand(modules, NAME, 'oracle-mcp')],
      environment: ({ home }, url) => ({
        ORACLE_HOME_DIR: path.join(home, '.oracle'),
        OPENAI_API_KEY: KEY,
        OPENROUTER_API_KEY: KEY,
        ...(url !== undefined && { OPENAI_BASE_URL: `${url}/v1` }),
      }),
    };
  },
};
