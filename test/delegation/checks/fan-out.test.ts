import { expect, test } from 'vitest';
import { write } from '../../support/files.ts';
import { openSession, type Session } from '../../support/project.ts';
import { answerOf, receiptLineOf, receiptOf, textOf } from '../../support/results.ts';
import { until } from '../../support/until.ts';

const FILES = { 'a.ts': 'one a\n', 'b.ts': 'one b\n', 'c.ts': 'one c\n' };

const open = (check: string, environment: Record<string, string> = {}) =>
  openSession(FILES, {
    sandbox: {
      answer({ messages }) {
        const name = /<file path="([^"]*)">/.exec(JSON.stringify(messages).replaceAll('\\"', '"'))?.[1] ?? '';
        const letter = name[0] ?? '';
        return `${name}\n<<<<<<< SEARCH\none ${letter}\n=======\ntwo ${letter}\n>>>>>>> REPLACE\n`;
      },
    },
    environment: { DEEPSEEK_CHECK_TEST: check, ...environment },
  });

const edit = (it: Session, args: Record<string, unknown> = {}) =>
  it.call('deepseek_stream', {
    prompt: 'Change it',
    save_format: 'edits',
    for_each: ['*.ts'],
    check: 'test',
    ...args,
  });

function expectAsBefore(it: Session): void {
  for (const [name, text] of Object.entries(FILES)) expect(it.read(name)).toBe(text);
}

test('a fan-out is checked once, after its last file, and undone as one', async () => {
  await using it = await open('echo ran >> runs; grep -c two *.ts; echo formatted >> b.ts');
  const result = await edit(it);

  expect(result.isError).toBeFalsy();
  expect(it.read('runs')).toBe('ran\n');
  expect(answerOf(result)).toMatch(/^3 files: 3 edited, 0 failed\./);
  expect(receiptOf(result)).toMatchObject({
    status: 'complete',
    check: { name: 'test', exit_code: 0, rounds: 1 },
    edited: [
      { path: 'a.ts', added: 1 },
      { path: 'b.ts', added: 2 },
      { path: 'c.ts', added: 1 },
    ],
  });
  expect(receiptLineOf(result)).toContain('check test passed (');
  const undone = await it.call('deepseek_stream', { run_id: receiptOf(result).run_id, undo: true });
  expect(undone.isError).toBeFalsy();
  expectAsBefore(it);
});

test('a check that fails puts all files back, is not repaired, and is not asked for again', async () => {
  await using it = await open('echo no good; exit 2');
  const result = await edit(it);
  const again = await it.call('deepseek_stream', { run_id: receiptOf(result).run_id });

  expectAsBefore(it);
  expect(it.sandbox.exchanges).toHaveLength(3);
  for (const each of [result, again]) {
    expect(each.isError).toBe(true);
    expect(receiptOf(each)).toMatchObject({
      status: 'incomplete',
      edited: [],
      check: { exit_code: 2, rounds: 1 },
    });
    expect(answerOf(each)).toMatch(/^3 files: 0 edited, 3 failed\./);
    expect(answerOf(each)).toMatch(/The end of the output of check "test" \(exit code 2\):\n\nno good$/);
  }
  expect(receiptLineOf(result)).toMatch(
    /The check "test" failed \(exit code 2\), and every file was put back.*changes\.patch/,
  );
});

test('files that could not be edited do not keep the others from being checked', async () => {
  await using it = await open('touch ran');
  write(it.root, { 'c.ts': 'three c\n' });
  const result = await edit(it);

  expect(receiptOf(result)).toMatchObject({ status: 'incomplete', check: { exit_code: 0 } });
  expect(it.read('a.ts') + it.read('c.ts')).toBe('two a\nthree c\n');
  expect(it.exists('ran')).toBe(true);
});

test('a fan-out that is cancelled during its check is put back, and an item is not resumed alone', async () => {
  await using it = await open('touch ran; sleep 600', { DEEPSEEK_WAIT_SECONDS: '0.05' });
  const { run_id } = receiptOf(await edit(it));
  await until('the check has begun', () => it.exists('ran'));
  const running = await it.call('deepseek_stream', { run_id });
  expect(receiptLineOf(running)).toMatch(/^\[RUNNING · .* · check test, \d+ s/);
  const cancelled = await it.call('deepseek_stream', { run_id, cancel: true });

  expect(receiptOf(cancelled)).toMatchObject({
    status: 'incomplete',
    edited: [],
    check: { exit_code: null },
  });
  expectAsBefore(it);
});

test('nothing is checked where nothing was changed', async () => {
  await using it = await open('touch ran');
  write(it.root, { 'a.ts': 'x\n', 'b.ts': 'x\n', 'c.ts': 'x\n' });
  const result = await edit(it);

  expect(textOf(result)).toContain('All 3 files failed');
  expect(receiptOf(result).check).toBeNull();
  expect(it.exists('ran')).toBe(false);
});
