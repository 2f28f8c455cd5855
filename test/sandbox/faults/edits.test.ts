import { expect, test } from 'vitest';
import { openSession, type Session } from '../../support/project.ts';
import { answerOf, receiptOf, textOf } from '../../support/results.ts';

const edit = (it: Session, args: Record<string, unknown> = {}) =>
  it.call('deepseek_stream', { prompt: 'Please rename total to sum.', save_format: 'edits', ...args });

const FILES = {
  'a.ts': 'let total = 0;\nfor (;;) {\n  total += 1;\n}\nfor (;;) {\n  total += 1;\n}\nlet totals;\n',
  'b.ts': `${'total\n'.repeat(400)}end\n`,
  'c.md': 'The total.\n\n```\ntotal\n```\n=======\nmore',
  'd.ts': '{\ntotal\n}\n'.repeat(90),
  'e.ts': 'nothing\r\ntotal\r\n',
};

test('a rename that the prompt names is made in all files that are sent', async () => {
  await using it = await openSession(FILES);
  const result = await edit(it, { files: ['*'] });

  expect(receiptOf(result)).toMatchObject({ status: 'complete', attempts: 1 });
  for (const [name, text] of Object.entries(FILES)) {
    expect(it.read(name)).toBe(text.replace(/\btotal\b/g, 'sum'));
  }
});

test.for([
  { fault: 'near-miss-block', sent: 2, isChanged: true },
  { fault: 'ambiguous-block', sent: 2, isChanged: true },
  { fault: 'cut-block', sent: 1, isChanged: false },
  { fault: 'unsent-file', sent: 1, isChanged: false },
])(
  '$fault is met by $sent requests; the files are changed: $isChanged',
  async ({ fault, sent, isChanged }) => {
    await using it = await openSession(FILES);
    const result = await edit(it, { files: ['a.ts', 'c.md'], model: `deepseek-v4-flash@${fault}` });

    expect(it.sandbox.exchanges).toHaveLength(sent);
    expect(receiptOf(result).status).toBe(isChanged ? 'complete' : 'incomplete');
    expect(it.read('a.ts').includes('sum')).toBe(isChanged);
    expect(it.read('c.md').includes('sum')).toBe(isChanged);
  },
);

test('failed-check misspells the new name until it is told that a check failed', async () => {
  await using it = await openSession(FILES, {
    environment: { DEEPSEEK_CHECK_TEST: '! grep -q Misspelt a.ts c.md' },
  });
  const { fault, ...args } = { fault: 'failed-check', files: ['a.ts', 'c.md'], check: 'test' };
  const result = await edit(it, { ...args, model: `deepseek-v4-flash@${fault}` });

  expect(receiptOf(result)).toMatchObject({ status: 'complete', attempts: 2, check: { rounds: 2 } });
  expect(it.read('a.ts')).toBe(FILES['a.ts'].replace(/\btotal\b/g, 'sum'));
});

test('other wishes change nothing, and say what the sandbox can do', async () => {
  await using it = await openSession(FILES);
  const result = await edit(it, { files: ['a.ts'], prompt: 'Make it better.' });

  expect(answerOf(result)).toMatch(/^No file was changed: .*\n\n.*"rename OLD to NEW"/);
  expect(textOf(await edit(it, { files: ['a.ts'], prompt: 'Rename x9 to y.' }))).toMatch(/has "x9"/);
});
