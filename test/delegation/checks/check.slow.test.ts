import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { write } from '../../support/files.ts';
import { openSession, type Session } from '../../support/project.ts';
import { EVENT_STREAM, sse, startUpstream } from '../../support/upstream.ts';
import { answerOf, receiptLineOf, receiptOf, textOf } from '../../support/results.ts';

const replace = (file: string, old: string, fresh: string) =>
  `${file}\n<<<<<<< SEARCH\n${old}=======\n${fresh}>>>>>>> REPLACE\n`;

const FILES = { 'a.ts': 'one\ntwo\n', 'b.ts': 'red\n' };
/** Passes once a.ts has the word. */
const NEEDS_GOOD = 'echo "a.ts is not good enough"; grep -q good a.ts';
const BAD = replace('a.ts', 'two\n', 'bad\n');

interface Setup {
  readonly check?: string;
  readonly answers: readonly string[];
  readonly environment?: Record<string, string>;
}

async function open({ check = NEEDS_GOOD, answers, environment }: Setup): Promise<Session> {
  let request = 0;
  return openSession(FILES, {
    sandbox: { answer: () => answers[Math.min(request++, answers.length - 1)] ?? '' },
    environment: { DEEPSEEK_CHECK_TEST: check, ...environment },
  });
}

const edit = (it: Session, args: Record<string, unknown> = {}) =>
  it.call('deepseek_stream', {
    prompt: 'Change it',
    save_format: 'edits',
    files: ['*.ts'],
    check: 'test',
    ...args,
  });

const said = (delta: object, finish_reason: string) =>
  sse({ choices: [{ delta }] }, { choices: [{ delta: {}, finish_reason }] }, '[DONE]');

function expectAsBefore(it: Session): void {
  for (const [name, text] of Object.entries(FILES)) expect(it.read(name)).toBe(text);
  expect(it.list()).toEqual(Object.keys(FILES));
}

/** What the state folder keeps of the change of a run. */
function kept(it: Session, id: string | null, name: string): string {
  return readFileSync(
    path.join(it.environment['DEEPSEEK_STATE_DIR'] ?? '', 'changes', id ?? '', name),
    'utf8',
  );
}

describe('a change that passes', () => {
  test('is kept, and can be taken back', async () => {
    await using it = await open({ answers: [replace('a.ts', 'two\n', 'good\n')] });
    const result = await edit(it);

    expect(result.isError).toBeFalsy();
    expect(receiptLineOf(result)).toMatch(/ · check test passed \(\d+\.\d s\) · /);
    expect(it.read('a.ts')).toBe('one\ngood\n');
    expect(receiptOf(result)).toMatchObject({
      status: 'complete',
      attempts: 1,
      edited: [{ path: 'a.ts', added: 1, removed: 1 }],
      check: { name: 'test', exit_code: 0, rounds: 1, duration_ms: expect.any(Number) },
    });
    const { run_id } = receiptOf(result);
    expect(answerOf(await it.call('deepseek_stream', { run_id }))).toBe(answerOf(result));
    await it.call('deepseek_stream', { run_id, undo: true });
    expectAsBefore(it);
  });

  test('after a formatter is what the formatter has made of it, also for its undo', async () => {
    await using it = await open({
      check: 'echo formatted >> a.ts; echo report > report.txt',
      answers: [replace('a.ts', 'two\n', 'good\n')],
    });
    const result = await edit(it);

    expect(it.read('a.ts')).toBe('one\ngood\nformatted\n');
    expect(receiptOf(result).edited).toMatchObject([{ path: 'a.ts', added: 2, removed: 1 }]);
    expect(kept(it, receiptOf(result).run_id, 'changes.patch')).toContain('+good\n+formatted\n');
    const undone = await it.call('deepseek_stream', { run_id: receiptOf(result).run_id, undo: true });
    expect(undone.isError).toBeFalsy();
    expect(it.read('a.ts')).toBe(FILES['a.ts']);
    // What else a check writes is its own.
    expect(it.read('report.txt')).toBe('report\n');
  });

  test('on the second attempt costs one request more, and is one change', async () => {
    await using it = await open({
      answers: [
        BAD + replace('new/c.ts', '', 'fresh\n'),
        replace('a.ts', 'bad\n', 'good\n') + replace('new/c.ts', 'fresh\n', 'FRESH\n'),
      ],
    });
    const result = await edit(it);

    expect(it.read('a.ts')).toBe('one\ngood\n');
    expect(it.read('new/c.ts')).toBe('FRESH\n');
    expect(receiptLineOf(result)).toMatch(/ · check test passed on attempt 2 \(/);
    expect(receiptOf(result)).toMatchObject({
      status: 'complete',
      attempts: 2,
      edited: [
        { path: 'a.ts', action: 'changed', added: 1, removed: 1 },
        { path: 'new/c.ts', action: 'created', added: 1, removed: 0 },
      ],
      check: { exit_code: 0, rounds: 2 },
    });
    const asked = it.sent(1);
    expect(asked.slice(0, -2)).toEqual(it.sent(0));
    expect(asked.at(-1)?.content).toMatch(
      /the check "test" failed with exit code 1\. .*a\.ts is not good enough.*<file path="a\.ts">\n```\none\nbad\n/s,
    );
    await it.call('deepseek_stream', { run_id: receiptOf(result).run_id, undo: true });
    expectAsBefore(it);
  });

  test('an answer without edits is complete, and runs no check', async () => {
    await using it = await open({ check: 'touch ran', answers: ['Nothing to do.'] });
    const result = await edit(it);

    expect(receiptOf(result)).toMatchObject({ status: 'complete', edited: [], check: null });
    expect(it.exists('ran')).toBe(false);
  });
});

describe('a change that never passes', () => {
  test('is put back after two repairs, with the end of the output and a patch of what was tried', async () => {
    await using it = await open({
      answers: [BAD, replace('a.ts', 'bad\n', 'worse\n'), replace('a.ts', 'worse\n', 'worst\n')],
    });
    const result = await edit(it);
    const { run_id } = receiptOf(result);

    expectAsBefore(it);
    expect(result.isError).toBe(true);
    expect(it.sandbox.exchanges).toHaveLength(3);
    expect(receiptOf(result)).toMatchObject({
      status: 'incomplete',
      edited: [],
      check: { name: 'test', exit_code: 1, rounds: 3 },
    });
    expect(answerOf(result)).toBe(
      'The change was not kept. The end of the output of check "test" (exit code 1):\n\na.ts is not good enough',
    );
    expect(receiptLineOf(result)).toMatch(
      /^\[INCOMPLETE: the check "test" failed \(exit code 1, attempt 3\), and every file was put back · .* kept as a patch: \S+changes\.patch\]$/,
    );
    expect(kept(it, run_id, 'changes.patch')).toContain('-two\n+worst\n');

    const again = await it.call('deepseek_stream', { run_id });
    expect(again.isError).toBe(true);
    expect(answerOf(again)).toBe(answerOf(result));
    expect(it.sandbox.exchanges).toHaveLength(3);
  });

  test('shows the last 2,000 characters of what the check wrote', async () => {
    await using it = await open({
      check: 'i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; exit 3',
      answers: [BAD, 'I give up.'],
    });
    const result = await edit(it);

    expect(answerOf(result)).toMatch(/\(exit code 3\):\n\n[^]{1900,2000}$/);
    expect(answerOf(result)).toMatch(/line 1999$/);
    expect(receiptLineOf(result)).toContain('DeepSeek changed nothing more');
    expect(it.sandbox.exchanges).toHaveLength(2);
    // It is told more.
    expect(it.sent(1).at(-1)?.content).toContain('line 1000\n');
  });

  test('files that the check or somebody else has written are kept as copies', async () => {
    await using it = await open({ check: 'echo mine > a.ts; rm b.ts; exit 1', answers: [BAD, 'No.'] });
    const result = await edit(it);
    const { run_id } = receiptOf(result);

    expect(it.read('a.ts')).toBe(FILES['a.ts']);
    expect(receiptLineOf(result)).toMatch(/had written is kept: a\.ts as \S+-a\.ts/);
    const folder = path.join(it.environment['DEEPSEEK_STATE_DIR'] ?? '', 'changes', run_id ?? '');
    const [copy = ''] = readdirSync(folder).filter((name) => name.endsWith('-a.ts'));
    expect(readFileSync(path.join(folder, copy), 'utf8')).toBe('mine\n');
    // It was not a part of the change.
    expect(it.exists('b.ts')).toBe(false);
  });

  test('a repair that is cut off: the files are put back, and the run can be resumed', async () => {
    const good = replace('a.ts', 'bad\n', 'good\n');
    await using it = await open({ answers: [BAD, 'Let me think. '.repeat(50) + good, good] });
    const cut = await edit(it, { max_tokens: 100, thinking: 'disabled' });

    expectAsBefore(it);
    expect(receiptLineOf(cut)).toMatch(/^\[INCOMPLETE: length · .* to resume: /);
    expect(receiptOf(cut)).toMatchObject({ edited: [], check: { exit_code: 1, rounds: 1 } });

    const result = await it.call('deepseek_stream', { run_id: receiptOf(cut).run_id });
    expect(receiptOf(result)).toMatchObject({ status: 'complete', check: { exit_code: 0 } });
    expect(it.read('a.ts')).toBe('one\ngood\n');
    // It is asked for a repair again, with what the check writes, not for the rest of a sentence.
    expect(it.sent(2).at(-1)?.content).toContain('a.ts is not good enough');
    expect(it.sandbox.exchanges).toHaveLength(3);
  });

  test.for([1, 2, 3])('edits of answer %i that do not match are corrected once', async (at) => {
    const wrong = replace('a.ts', 'nowhere\n', 'x\n');
    const answers = [BAD, replace('a.ts', 'bad\n', 'worse\n'), replace('a.ts', 'worse\n', 'good\n')];
    await using it = await open({ answers: answers.toSpliced(at - 1, 0, wrong) });
    const result = await edit(it);

    expect(receiptOf(result)).toMatchObject({ status: 'complete', attempts: 4, check: { rounds: 3 } });
    expect(it.read('a.ts')).toBe('one\ngood\n');
  });

  test('a repair that calls a function is none: nothing is kept, and nothing is called complete', async () => {
    const call = { index: 0, id: 'c_1', type: 'function', function: { name: 'run', arguments: '{}' } };
    await using upstream = await startUpstream((response, number) => {
      response.writeHead(200, { 'content-type': EVENT_STREAM });
      response.end(
        number === 1 ? said({ content: BAD }, 'stop') : said({ tool_calls: [call] }, 'tool_calls'),
      );
    });
    await using it = await open({ answers: [], environment: { RUNAPI_BASE_URL: upstream.url } });
    const result = await edit(it);

    expectAsBefore(it);
    expect(upstream.requests).toHaveLength(2);
    expect(result.isError).toBe(true);
    expect(receiptOf(result)).toMatchObject({ status: 'incomplete', edited: [], check: { exit_code: 1 } });
  });

  test('edits of a repair that cannot be corrected any more end the call', async () => {
    const wrong = replace('a.ts', 'nowhere\n', 'x\n');
    await using it = await open({ answers: [wrong, BAD, wrong] });
    const result = await edit(it);

    expectAsBefore(it);
    expect(it.sandbox.exchanges).toHaveLength(3);
    expect(receiptLineOf(result)).toContain('the edits of the repair cannot be applied');
  });
});

describe('a check that does not end by itself', () => {
  test('in its time is ended, and not repaired', async () => {
    await using it = await open({
      check: 'echo begun; sleep 600',
      answers: [BAD],
      environment: { DEEPSEEK_CHECKS_TIMEOUT_SECONDS: '0.5' },
    });
    const result = await edit(it);

    expectAsBefore(it);
    expect(it.sandbox.exchanges).toHaveLength(1);
    expect(receiptOf(result)).toMatchObject({ status: 'incomplete', check: { exit_code: null, rounds: 1 } });
    expect(receiptLineOf(result)).toMatch(
      /the check "test" did not end in time, and every file was put back/,
    );
    expect(answerOf(result)).toContain('begun');
  });

  test('but is cancelled: the files are put back, and the run can be resumed without asking again', async () => {
    await using it = await open({
      check: 'echo $$ >> began; grep -q go gate || sleep 600',
      answers: [BAD],
      environment: { DEEPSEEK_WAIT_SECONDS: '0.05' },
    });
    write(it.root, { gate: 'wait\n' });
    const { run_id } = receiptOf(await edit(it));
    const running = await untilChecking(it, run_id);
    expect(receiptLineOf(running)).toMatch(/^\[RUNNING · .* · check test, \d+ s, attempt 1 of 3/);
    expect(answerOf(running)).toBe('');

    const cancelled = await it.call('deepseek_stream', { run_id, cancel: true });
    expect(receiptOf(cancelled)).toMatchObject({
      status: 'incomplete',
      edited: [],
      check: { exit_code: null },
    });
    expect(it.read('a.ts')).toBe(FILES['a.ts']);

    write(it.root, { gate: 'go\n' });
    let result = await it.call('deepseek_stream', { run_id });
    while (receiptOf(result).status === 'running') result = await it.call('deepseek_stream', { run_id });
    expect(receiptOf(result)).toMatchObject({ status: 'complete', check: { exit_code: 0 } });
    expect(it.read('a.ts')).toBe('one\nbad\n');
    expect(it.sandbox.exchanges).toHaveLength(1);
  });
});

async function untilChecking(it: Session, run_id: string | null) {
  for (;;) {
    const result = await it.call('deepseek_stream', { run_id });
    if (receiptLineOf(result).includes('check test') && it.exists('began')) return result;
    expect(receiptOf(result).status).toBe('running');
  }
}

describe('what is refused before anything is sent', () => {
  test.for([
    [{ check: 'lint' }, /^There is no check "lint": the user has defined test\. Use one of these names/],
    [{ check: 'TEST' }, /There is no check "TEST"/],
    [{ check: 'true; touch ran' }, /There is no check "true; touch ran"/],
    [{ check: 'env' }, /There is no check "env"/],
    [{ check: '__proto__' }, /There is no check "__proto__"/],
    [{ save_format: 'text', save_to: 'x.md' }, /save_format is not "edits"/],
    [{ save_to: 'x.patch' }, /a patch changes no files that could be checked/],
    [
      { for_each: ['*.ts'], files: null, save_format: 'code', save_to: 'out/{name}' },
      /save_format is not "edits"/,
    ],
  ] as const)('%j', async ([args, message]) => {
    await using it = await open({ answers: [BAD] });
    const result = await edit(it, args);

    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(message);
    expect(it.sandbox.exchanges).toHaveLength(0);
    expectAsBefore(it);
  });

  test('where the user has defined none, the error says how', async () => {
    await using it = await open({ check: '', answers: [BAD] });
    expect(textOf(await edit(it))).toMatch(/the user has defined none\. .*DEEPSEEK_CHECK_TEST="npm test"/);
  });

  test('a file of the project defines no check', async () => {
    await using it = await open({ check: '', answers: [BAD] });
    write(it.root, {
      '.env': 'DEEPSEEK_CHECK_TEST=touch ran\n',
      'package.json': '{"scripts":{"test":"touch ran"}}',
    });
    expect(textOf(await edit(it))).toContain('the user has defined none');
    expect(it.exists('ran')).toBe(false);
  });
});

test.runIf(process.platform !== 'win32')(
  'what cannot be put back is named with the place where it is kept, and no file is said to be unchanged',
  async () => {
    await using it = await open({ check: 'rm a.ts; mkdir a.ts; exit 1', answers: [BAD, 'No.'] });
    const result = await edit(it);

    expect(textOf(result)).not.toContain('No file was changed');
    const [, place = ''] =
      /put back except a\.ts, which cannot be replaced; what was there before is kept: a\.ts as (\S+)/.exec(
        receiptLineOf(result),
      ) ?? [];
    expect(readFileSync(place, 'utf8')).toBe(FILES['a.ts']);
  },
);

test('a link that the check puts in the place of a file gives way to it, and is kept in words', async () => {
  await using it = await open({ check: 'rm a.ts; ln -s b.ts a.ts; exit 1', answers: [BAD, 'No.'] });
  const result = await edit(it);
  const [, copy = ''] = /a\.ts as (\/\S+\.ts)/.exec(receiptLineOf(result)) ?? [];

  expectAsBefore(it);
  expect(readFileSync(copy, 'utf8')).toBe('-> b.ts\n');
});

test('edits that the check takes back are not called missing', async () => {
  await using it = await open({ check: 'printf "one\\ntwo\\n" > a.ts', answers: [BAD] });
  const result = await edit(it);

  expect(receiptOf(result)).toMatchObject({ status: 'complete', edited: [], check: { exit_code: 0 } });
  expect(answerOf(result)).toBe('No file was changed: the check put back what the edits had changed.');
  expectAsBefore(it);
});

test('a dry run says which check would run, and runs none', async () => {
  await using it = await open({ check: 'touch ran', answers: [BAD] });
  const result = await edit(it, { dry_run: true });

  expect(textOf(result)).toContain('check: test (touch ran), at most 300 s');
  expect(it.exists('ran')).toBe(false);
});

test('what a check may see of the environment, and what is shown of its output', async () => {
  await using it = await open({
    check: 'env; printf "key is %s\\n" "$(cat key.txt)"; exit 1',
    answers: [BAD, 'No.'],
    environment: {
      DEEPSEEK_CHECK_ENV: 'CI_TOKEN, RUNAPI_API_KEY',
      CI_TOKEN: 'ci-0123456789',
      OTHER_TOKEN: 'hidden-value-1234',
      db_password: 'hidden-value-5678',
      PLAIN: 'plain-value',
      COPY_OF_IT: 'test-key-7f3a9c',
    },
  });
  write(it.root, { 'key.txt': 'hidden-value-1234 AKIAIOSFODNN7EXAMPL3 test-key-7f3a9c\n' });
  const sent = answerOf(await edit(it, { files: ['a.ts'] })) + (it.sent(1).at(-1)?.content ?? '');

  expect(sent).toContain('PLAIN=plain-value');
  expect(sent).toContain('CI_TOKEN=');
  expect(sent).not.toMatch(/^(?:OTHER_TOKEN|db_password|RUNAPI_API_KEY|COPY_OF_IT)=/m);
  expect(sent).toMatch(/key is \[removed\]/);
  expect(sent).not.toMatch(/hidden-value|test-key-7f3a9c|AKIAIOSFODNN7EXAMPL3/);
});
