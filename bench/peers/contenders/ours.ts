import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { BIN } from '../../support/upstream.ts';
import { KEY, type Contender, type Task } from '../contender.ts';

const run = promisify(execFile);
const DONE = () => ({ text: 'Done.' });

function block(file: string, from: string, to: string): string {
  return `${file}\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE\n`;
}

const chat = (args: Record<string, unknown>): Task => ({ tool: 'deepseek_chat', args });
const stream = (args: Record<string, unknown>): Task => ({ tool: 'deepseek_stream', args });

/** This project as it was built. */
export const ours: Contender = {
  name: 'runapi-deepseek',
  version: '0.1.0',
  kind: 'server',
  answer: (prompt) => chat({ prompt }),
  read: (file) => ({ task: chat({ prompt: 'Summarise the file.', files: [file] }), script: DONE }),
  change: (files, from, to) => ({
    task: stream({
      prompt: `Replace the line "${from}" by "${to}".`,
      files: ['src/*.js'],
      save_format: 'edits',
    }),
    script: () => ({ text: files.map((file) => block(`src/${path.basename(file)}`, from, to)).join('\n') }),
  }),
  fix: (file, { broken, wrong, right }) => ({
    task: stream({
      prompt: 'Make the check pass.',
      files: [path.basename(file)],
      save_format: 'edits',
      check: 'test',
    }),
    script: ({ body }) => {
      const isRepair = body.includes(wrong);
      return { text: block(path.basename(file), isRepair ? wrong : broken, isRepair ? right : wrong) };
    },
  }),
  find: (word, file) => ({
    task: chat({ prompt: `Where is ${word} used?`, explore: true }),
    script: ({ results }) => {
      const call = [
        { action: 'search', pattern: word },
        { action: 'read', path: `src/${path.basename(file)}` },
      ][results];
      return call ? { call: { name: 'project', arguments: call } } : { text: `In ${file}.` };
    },
  }),
  detach: {
    task: stream({ prompt: 'Write a long answer.', detach: true }),
    collect: (answer) => stream({ run_id: /r_[\w-]{22}/.exec(answer)?.[0] ?? '' }),
  },
  // What an agent does whose server died: it asks for the runs, and resumes the latest.
  async recover({ command, args, env = {}, cwd }) {
    const listed = await run(command, [...args, 'runs', 'list'], { env: { ...env }, ...(cwd && { cwd }) });
    return stream({ run_id: /r_[\w-]{22}/.exec(listed.stdout)?.[0] ?? '' });
  },
  async install() {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
    return {
      bytes: (JSON.parse(stdout) as [{ unpackedSize: number }])[0].unpackedSize,
      command: process.execPath,
      args: [BIN],
      environment: ({ home }, url) => ({
        // It is trusted, and the guard would load what its start does without.
        NODE_OPTIONS: '',
        RUNAPI_API_KEY: KEY,
        DEEPSEEK_STATE_DIR: path.join(home, '.state'),
        DEEPSEEK_IDLE_TIMEOUT_SECONDS: '20',
        DEEPSEEK_CHECK_TEST: 'node check.mjs',
        ...(url !== undefined && { RUNAPI_BASE_URL: url }),
      }),
    };
  },
};
