import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { BIN } from '../support/binary.ts';
import { temporaryFolder } from '../support/folder.ts';
import { receiptOf, textOf } from '../support/results.ts';
import { connectInMemory, sandboxEnvironment } from '../support/server.ts';
import { codeBlocks, documents } from '../support/documents.ts';
import { runProgram } from '../support/recipe-folder.ts';

/** The files that the skill's examples name. */
const PROJECT: Readonly<Record<string, string>> = {
  'src/api.ts': 'export const parseAmount = Number;\n',
  'test/api.test.ts': 'expect(() => parseAmount("-5")).toThrow(RangeError);\n',
  'src/client.ts': 'export const retries = 2;\n',
  'src/config.ts': 'export const config = { timeout: 5 };\n',
  'src/server.ts': 'const RETRY_DELAY_MS = 250;\n',
  'test/config.test.ts': 'expect(config.timeout).toBe(5);\n',
  'docs/style.md': '# Style of code\n',
  'src/client.test.ts': "import { retries } from './client.ts';\n",
  'test/retry.spec.ts': 'expect(retries).to.equal(2);\n',
  'test/wire/parse.spec.ts': 'expect(parse("")).to.equal(null);\n',
  'docs/test-style.md': '# Style of tests\n',
  'docs/guide.md': '# Guide\n\nA run has a receipt.\n',
  'docs/queue-design.md': '# Queue\n\n## A: polling\n\n## B: notify\n',
  'db/schema.sql': 'create table orders (id bigint primary key);\n',
  'db/queries/recent.sql': 'select * from orders limit 20;\n',
  'post-mortem.txt': '09:12 The disk was full.\n',
  'CHANGELOG.md': '# Changelog\n\n## 1.0.0\n',
  'releases.schema.json': '{"type": "object", "required": ["releases"]}',
};
const LONG = 'This is the sandbox of the skill, which writes a text of some length. '.repeat(10);

let sandbox: Sandbox;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let project: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await temporaryFolder();
  project = path.join(folder.path, 'project');
  for (const [name, text] of Object.entries(PROJECT)) {
    await mkdir(path.dirname(path.join(project, name)), { recursive: true });
    await writeFile(path.join(project, name), text);
  }
  const programs = path.join(folder.path, 'bin');
  await mkdir(programs);
  await putProgram(programs, 'runapi-deepseek', `exec '${process.execPath}' '${BIN}' "$@"`);
  await putProgram(programs, 'git', `printf '%s\\n' '-const retries = 1;' '+const retries = 2;'`);
  sandbox = await startSandbox({
    answer: ({ messages }) => answerTo(messages.map(({ text }) => text).join('\n')),
  });
  environment = sandboxEnvironment(sandbox, {
    PATH: `${programs}${path.delimiter}${process.env['PATH']}`,
    DEEPSEEK_ROOTS: project,
    DEEPSEEK_STATE_DIR: path.join(folder.path, 'state'),
    DEEPSEEK_CHECK_TEST: 'true',
  });
});

afterAll(async () => {
  await sandbox.close();
  await folder[Symbol.asyncDispose]();
});

async function putProgram(programs: string, name: string, script: string): Promise<void> {
  await writeFile(path.join(programs, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(programs, name), 0o755);
}

function answerTo(asked: string): string {
  if (asked.includes('JSON Schema')) return '{"releases": []}';
  return asked.includes('code block') ? '```ts\nexpect(true).toBe(true);\n```' : LONG;
}

/** A run that upstream broke off, to resume. */
async function breakOff(): Promise<string> {
  await using faulty = await startSandbox({ fault: 'end-without-finish', answer: () => LONG });
  await using connected = await connectInMemory({ ...environment, RUNAPI_BASE_URL: faulty.url });
  const call = { name: 'deepseek_chat', arguments: { prompt: 'Write.' } };
  return receiptOf(await connected.client.callTool(call)).run_id ?? 'no run';
}

/** The documents that show how to delegate; the others are about code of one's own. */
const teaching = documents.filter(({ text }) => /^```(?:sh|json deepseek)/m.test(text));

describe.each(teaching)('the calls of $name', ({ text }) => {
  for (const tool of ['deepseek_chat', 'deepseek_stream']) {
    for (const [place, block] of codeBlocks(text, `json ${tool}`).entries()) {
      test(`${tool} ${place + 1} is answered`, async () => {
        await using connected = await connectInMemory(environment);
        const { client } = connected;
        let call = block;
        if (call.includes('r_…')) call = call.replace('r_…', await breakOff());
        if (call.includes('c_…')) {
          const begin = { prompt: 'Hello.', conversation_id: 'new' };
          const begun = await client.callTool({ name: 'deepseek_chat', arguments: begin });
          call = call.replace('c_…', receiptOf(begun).conversation_id ?? '');
        }

        const result = await client.callTool({
          name: tool,
          arguments: JSON.parse(call) as Record<string, unknown>,
        });

        expect({ text: textOf(result), isError: result.isError, ...receiptOf(result) }).toMatchObject({
          isError: undefined,
          status: 'complete',
        });
      });
    }
  }

  for (const [place, block] of codeBlocks(text, 'sh').entries()) {
    test(`shell example ${place + 1} ends well`, async () => {
      // What the tool call saved there has another prompt, so that the command would leave it alone.
      if (block.includes('converted/'))
        await rm(path.join(project, 'converted'), { recursive: true, force: true });
      const { exitCode, stderr } = await runProgram('sh', ['-eu', '-c', block], {
        environment: { ...environment, ...(block.includes('RUN_ID') && { RUN_ID: await breakOff() }) },
        cwd: project,
      });

      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: expect.not.stringMatching(/error:|INCOMPLETE/),
      });
      for (const [, file = ''] of block.matchAll(/(?:--out|>) ([\w./-]+)/g))
        expect(await readFile(path.join(project, file), 'utf8')).not.toBe('');
    });
  }
});

test('the examples were sent the files that they name, and saved what they promise', async () => {
  const sent = sandbox.exchanges.map(({ bodyText }) => bodyText).join('\n');

  const named = Object.entries(PROJECT).filter(([name]) => !/\.test\.ts$|schema\.json$/.test(name));
  for (const [, text] of named) expect(sent).toContain(JSON.stringify(text).slice(1, -1));
  expect(await readFile(path.join(project, 'converted/test/wire/parse.spec.ts'), 'utf8')).toBe(
    'expect(true).toBe(true);\n',
  );
});
