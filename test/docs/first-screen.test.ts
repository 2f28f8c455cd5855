import { expect, test } from 'vitest';
import { CLIENTS } from '../../src/install/clients.ts';
import { codeBlocks, read, ROOT } from '../support/documents.ts';
import { JOB_PROJECTS } from '../support/job-projects.ts';

const README = read(new URL('README.md', ROOT));
const [, PROOF_IN_CLAUDE_CODE = ''] = read(new URL('docs/proof.md', ROOT)).split('\n## ');
const FIRST_SCREEN = README.split('\n').slice(0, 60).join('\n');

test('the first screen has what a newcomer needs, in this order', () => {
  const places = [
    'MCP server',
    '](docs/review.md)',
    '**Privacy:**',
    'You need Node.js',
    'npm ci && npm run demo',
    'npm ci && npm test',
    '"mcpServers"',
    'Paste this into your agent',
    '[deepseek-v4-pro · stop · ',
  ].map((part) => FIRST_SCREEN.indexOf(part));

  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
});

test('the line of facts under the title is true', () => {
  const { engines, license, dependencies } = JSON.parse(read(new URL('package.json', ROOT))) as {
    engines: { node: string };
    license: string;
    dependencies?: object;
  };

  expect(FIRST_SCREEN).toContain(`Node.js ${engines.node.replace('>=', '')} or later`);
  expect(FIRST_SCREEN).toContain(`[${CLIENTS.length} clients]`);
  expect(FIRST_SCREEN).toContain(`[${license}](LICENSE)`);
  expect(FIRST_SCREEN).toContain('no runtime dependencies');
  expect(dependencies ?? {}).toEqual({});
});

test('the prompt and the result on the first screen are those of docs/change.md, which is replayed', () => {
  const page = read(new URL('docs/change.md', ROOT));
  const [prompt = '', result = ''] = codeBlocks(FIRST_SCREEN, 'text');

  expect(codeBlocks(page, 'text prompt')).toContain(prompt);
  expect(codeBlocks(page, 'text result')).toContain(result);
});

test('the saving on the first screen is what docs/proof.md has measured', () => {
  const figure = (pattern: RegExp) => pattern.exec(PROOF_IN_CLAUDE_CODE)?.[1] ?? 'no figure';
  const ratioOf = (task: string) => figure(new RegExp(`^\\| ${task} \\|(?:[^|]+\\|){2} ([^|]+) \\|`, 'm'));
  const worst = figure(/worst ([^.]+(?:\.\d+)? ×)\./);
  const text = FIRST_SCREEN.replaceAll(/\s+/g, ' ');

  expect(PROOF_IN_CLAUDE_CODE).toMatch(/^Claude Code/);
  expect(text).toContain(`adds ${figure(/median (\S+),/)} of the tokens to the agent's context`);
  expect(text).toContain(`${ratioOf('Translate 30 documents')} for translating 30 documents`);
  expect(text).toContain(`${ratioOf('Document the functions of 12 files')} for documenting 12 files`);
  expect(text).toContain(`${ratioOf('Change one line')} for changing one line`);
  expect(text).toContain(`${worst} for a rename`);
  expect(text).toContain('It often takes longer: in ');
  expect(text).toContain(`The tools cost ${figure(/conversation ([\d,]+) tokens/)} tokens per conversation`);
});

test('the README links the page of every job', () => {
  for (const job of Object.keys(JOB_PROJECTS)) expect(README).toContain(`](docs/${job}.md)`);
});
