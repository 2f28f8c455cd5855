import { chmodSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { write } from '../../support/files.ts';
import { openSession, type Session } from '../../support/project.ts';
import { answerOf, receiptLineOf, receiptOf, textOf } from '../../support/results.ts';
import { EVENT_STREAM, sse, startUpstream } from '../../support/upstream.ts';
import { until } from '../../support/until.ts';

const replace = (file: string, old: string, fresh: string) =>
  `${file}\n<<<<<<< SEARCH\n${old}=======\n${fresh}>>>>>>> REPLACE\n`;

const FILES = { 'a.ts': 'one\ntwo\nthree\n', 'b.ts': 'red\ngreen\n', 'c.ts': 'x\n' };

interface Setup {
  readonly files?: Record<string, string>;
  /** In the order of the requests; the last one again for all others. */
  readonly answers: readonly string[];
}

async function open({ files = FILES, answers }: Setup): Promise<Session> {
  let request = 0;
  return openSession(files, {
    sandbox: { answer: () => answers[Math.min(request++, answers.length - 1)] ?? '' },
  });
}

const edit = (it: Session, args: Record<string, unknown> = {}) =>
  it.call('deepseek_stream', { prompt: 'Change it', save_format: 'edits', files: ['*.ts'], ...args });

describe('an answer with edits', () => {
  const ANSWER = `${replace('a.ts', 'two\n', 'TWO\n2\n')}${replace('new/d.ts', '', 'fresh\n')}b.ts\n<<<<<<< DELETE\n>>>>>>> DELETE\n`;

  test('changes, creates and deletes files, and shows no text of them', async () => {
    await using it = await open({ answers: [ANSWER] });
    const result = await edit(it);

    expect(it.read('a.ts')).toBe('one\nTWO\n2\nthree\n');
    expect(it.read('new/d.ts')).toBe('fresh\n');
    expect(it.list()).toEqual(['a.ts', 'c.ts', 'new/d.ts']);
    expect(result.isError).toBeFalsy();
    expect(answerOf(result)).toBe(
      'Edited 3 files, +3 -3 lines:\na.ts +2 -1\nb.ts +0 -2 deleted\nnew/d.ts +1 -0 created',
    );
    expect(receiptLineOf(result)).toContain(
      ` · to undo: deepseek_stream {"run_id":"${receiptOf(result).run_id}","undo":true}]`,
    );
    expect(receiptOf(result)).toMatchObject({
      status: 'complete',
      edited: [
        { path: 'a.ts', action: 'changed', added: 2, removed: 1, sha256: expect.stringMatching(/^\w{64}$/) },
        { path: 'b.ts', action: 'deleted', added: 0, removed: 2, sha256: null },
        { path: 'new/d.ts', action: 'created', added: 1, removed: 0 },
      ],
    });
  });

  test('is taken back by its run id, folders that it made included', async () => {
    await using it = await open({ answers: [ANSWER] });
    const { run_id } = receiptOf(await edit(it));
    const undone = await it.call('deepseek_stream', { run_id, undo: true });

    expect(textOf(undone)).toMatch(
      /^Undid run r_\S+: 3 files are as before it\.\n.*\n\[deepseek-v4-pro · \d\.\d s\]$/s,
    );
    for (const [name, text] of Object.entries(FILES)) expect(it.read(name)).toBe(text);
    expect(it.list()).toEqual(Object.keys(FILES));
    expect(it.exists('new')).toBe(false);
    expect(it.sandbox.exchanges).toHaveLength(1);
    expect((await it.call('deepseek_stream', { run_id, undo: true })).isError).toBe(true);
  });

  test('is not applied again once it is taken back, and does not pass for what the files are', async () => {
    await using it = await open({ answers: [ANSWER] });
    const { run_id } = receiptOf(await edit(it));
    await it.call('deepseek_stream', { run_id, undo: true });
    const again = await it.call('deepseek_stream', { run_id });

    expect(answerOf(again)).toBe('The change of this run has been undone.');
    expect(receiptLineOf(again)).toMatch(/ · undone since: its files are as they were before it\]$/);
    expect(receiptOf(again)).toMatchObject({ status: 'complete', edited: [] });
    expect(it.list()).toEqual(Object.keys(FILES));
    expect(it.sandbox.exchanges).toHaveLength(1);
  });

  test('is not taken back where a file was changed since', async () => {
    await using it = await open({ answers: [ANSWER] });
    const { run_id } = receiptOf(await edit(it));
    write(it.root, { 'a.ts': 'mine\n' });
    const undone = await it.call('deepseek_stream', { run_id, undo: true });

    expect(undone.isError).toBe(true);
    expect(textOf(undone)).toMatch(/"a\.ts" is no longer as run/);
    expect(it.read('a.ts')).toBe('mine\n');
    expect(it.exists('b.ts')).toBe(false);
  });

  test('is returned again by its run id, and applied once', async () => {
    await using it = await open({ answers: [replace('a.ts', 'two\n', 'two\ntwo b\n')] });
    const first = await edit(it);
    const again = await it.call('deepseek_stream', { run_id: receiptOf(first).run_id });

    expect(answerOf(again)).toBe(answerOf(first));
    expect(it.read('a.ts')).toBe('one\ntwo\ntwo b\nthree\n');
    expect(it.sandbox.exchanges).toHaveLength(1);
  });

  test('as a patch changes nothing else', async () => {
    await using it = await open({ answers: [ANSWER] });
    const result = await edit(it, { save_to: 'out.patch' });

    expect(it.read('out.patch')).toContain('--- a/a.ts\n+++ b/a.ts\n@@ -1,3 +1,4 @@\n one\n-two\n+TWO\n+2\n');
    expect(it.list()).toEqual(['a.ts', 'b.ts', 'c.ts', 'out.patch']);
    expect(receiptOf(result)).toMatchObject({ edited: [], saved_to: { path: 'out.patch' } });
    expect(answerOf(result)).toMatch(/^Saved the patch to out\.patch .* git apply out\.patch$/);
  });
});

test('what is sent: the files, then the form of the answer, then the prompt', async () => {
  await using it = await open({ answers: ['Nothing to do.'] });
  await edit(it);
  const content = it.sent(0).at(-1)?.content ?? '';

  expect(content.indexOf('<file path="c.ts">')).toBeLessThan(content.indexOf('<<<<<<< SEARCH'));
  expect(content.endsWith('\n\nChange it')).toBe(true);
});

test('an answer without edits is complete, and says that nothing was changed', async () => {
  await using it = await open({ answers: ['All is well.'] });
  const result = await edit(it);

  expect(result.isError).toBeFalsy();
  expect(answerOf(result)).toBe('No file was changed: the answer has no edits.\n\nAll is well.');
  expect(receiptOf(result)).toMatchObject({ status: 'complete', edited: [] });
});

describe('blocks that do not match', () => {
  const NEAR = `${replace('a.ts', 'tow\n', '2\n')}${replace('b.ts', 'red\n', 'blue\n')}`;

  test('are asked for once more, and the others are kept', async () => {
    await using it = await open({ answers: [NEAR, replace('a.ts', 'two\n', '2\n')] });
    const result = await edit(it);

    expect(it.read('a.ts')).toBe('one\n2\nthree\n');
    expect(it.read('b.ts')).toBe('blue\ngreen\n');
    expect(receiptOf(result)).toMatchObject({ status: 'complete', attempts: 2 });
    expect(it.sent(1).at(-1)?.content).toMatch(/- block 1 \(line 2 of the answer, a\.ts\)/);
  });

  test('again: nothing is changed, and the same is returned without asking', async () => {
    await using it = await open({ answers: [NEAR] });
    const result = await edit(it);
    const again = await it.call('deepseek_stream', { run_id: receiptOf(result).run_id });

    for (const each of [result, again]) {
      expect(each.isError).toBe(true);
      expect(receiptOf(each)).toMatchObject({ status: 'incomplete', edited: [] });
      expect(receiptLineOf(each)).toMatch(
        /INCOMPLETE: the edits were not applied and no file was changed: block/,
      );
    }
    expect(it.sandbox.exchanges).toHaveLength(2);
    for (const [name, text] of Object.entries(FILES)) expect(it.read(name)).toBe(text);
  });

  test.for([
    ['asks back', 'Which file do you mean?'],
    ['corrects another one only', replace('b.ts', 'green\n', 'yellow\n')],
  ] as const)('and are left out by an answer that %s: nothing is changed', async ([, second]) => {
    await using it = await open({ answers: [NEAR, second] });
    const result = await edit(it);

    expect(result.isError).toBe(true);
    expect(receiptOf(result)).toMatchObject({ status: 'incomplete', edited: [] });
    expect(receiptLineOf(result)).toContain('block 1 (line 2 of the answer, a.ts) could not be applied');
    for (const [name, text] of Object.entries(FILES)) expect(it.read(name)).toBe(text);
  });

  test('and whose corrections are cut off: they are asked for again by the run id', async () => {
    const right = replace('a.ts', 'two\n', '2\n');
    await using model = await startUpstream((response, number) => {
      const delta = { content: number === 1 ? NEAR : right };
      const finish_reason = number === 2 ? 'length' : 'stop';
      const events = sse(
        { choices: [{ index: 0, delta }] },
        { choices: [{ index: 0, delta: {}, finish_reason }] },
      );
      response.writeHead(200, { 'content-type': EVENT_STREAM }).end(`${events}${sse('[DONE]')}`);
    });
    await using it = await openSession(FILES, { environment: { RUNAPI_BASE_URL: model.url } });
    const cut = await edit(it);
    const again = await it.call('deepseek_stream', { run_id: receiptOf(cut).run_id });

    expect(receiptOf(cut)).toMatchObject({ status: 'incomplete', edited: [] });
    expect(receiptOf(again).status).toBe('complete');
    expect(it.read('a.ts') + it.read('b.ts')).toBe('one\n2\nthree\nblue\ngreen\n');
  });

  test('more than can be shown are not asked for: nothing is changed', async () => {
    const many = Array.from({ length: 201 }, (_, place) => replace('a.ts', `${place}\n`, 'x\n')).join('');
    await using it = await open({ answers: [many, replace('a.ts', 'two\n', 'x\n')] });
    const result = await edit(it);

    expect(result.isError).toBe(true);
    expect(it.sandbox.exchanges).toHaveLength(1);
    expect(it.read('a.ts')).toBe('one\ntwo\nthree\n');
  });

  test('for a file that somebody else changed meanwhile, as it is now', async () => {
    let request = 0;
    await using it = await openSession(FILES, {
      sandbox: {
        answer() {
          request += 1;
          if (request === 1) write(it.root, { 'a.ts': 'one\ntwo\nthree\nmine\n' });
          return replace('a.ts', 'two\n', '2\n');
        },
      },
    });
    const result = await edit(it);

    expect(it.sent(1).at(-1)?.content).toContain('mine');
    expect(it.read('a.ts')).toBe('one\n2\nthree\nmine\n');
    expect(receiptOf(result).status).toBe('complete');
  });
});

describe('a hostile answer changes nothing:', () => {
  const good = replace('b.ts', 'red\n', 'blue\n');
  test.for([
    ['a path outside', replace('../outside.ts', '', 'x\n')],
    ['an absolute path', replace('/etc/hosts.d/x', '', 'x\n')],
    ['a link', replace('link.ts', 'x\n', 'y\n')],
    ['a protected place', replace('.git/hooks/pre-commit', '', 'x\n')],
    ['a file that was not sent', replace('other.md', 'x\n', 'y\n')],
    ['a file that exists, created', replace('c.ts', '', 'y\n')],
    ['overlapping blocks', replace('a.ts', 'one\ntwo\n', 'x\n') + replace('a.ts', 'two\n', 'y\n')],
    ['a block that is cut', 'a.ts\n<<<<<<< SEARCH\none\n=======\n'],
  ])('%s', async ([, block = '']) => {
    await using it = await open({
      files: { ...FILES, 'other.md': 'x\n', '../outside.txt': 'x\n' },
      answers: [good + block],
    });
    symlinkSync(path.join(it.root, '../outside.txt'), path.join(it.root, 'link.ts'));
    const result = await edit(it, { files: ['a.ts', 'b.ts', 'c.ts'] });

    expect(result.isError).toBe(true);
    expect(receiptOf(result)).toMatchObject({ status: 'incomplete', edited: [] });
    expect(Buffer.byteLength(textOf(result))).toBeLessThan(2000);
    expect(it.read('b.ts')).toBe(FILES['b.ts']);
    expect(it.read('../outside.txt')).toBe('x\n');
    expect(it.sandbox.exchanges).toHaveLength(1);
  });
});

test('a file that is sent in part may not be changed, unless it is sent whole too', async () => {
  await using it = await open({ answers: [replace('a.ts', 'two\n', '2\n')] });
  expect((await edit(it, { files: ['a.ts:1-2'] })).isError).toBe(true);
  expect(it.read('a.ts')).toBe('one\ntwo\nthree\n');

  expect((await edit(it, { files: ['a.ts:1-2', 'a.ts'] })).isError).toBeFalsy();
  expect(it.read('a.ts')).toBe('one\n2\nthree\n');
});

test('mode, line ends and byte order mark stay', async () => {
  await using it = await open({
    files: { 'a.ts': '\uFEFFone\r\ntwo\r\n' },
    answers: [replace('a.ts', 'two\n', '2\n')],
  });
  chmodSync(path.join(it.root, 'a.ts'), 0o755);
  const { mode } = statSync(path.join(it.root, 'a.ts'));
  await edit(it);

  expect(it.read('a.ts')).toBe('\uFEFFone\r\n2\r\n');
  expect(statSync(path.join(it.root, 'a.ts')).mode).toBe(mode);
});

test('an answer that is cut changes nothing; its run id continues it, and then it is applied', async () => {
  await using it = await openSession(FILES, {
    sandbox: {
      answer: () => replace('a.ts', 'two\n', 'two\nand a half of it all\n'),
      fault: 'end-without-finish',
      faultTimes: 1,
    },
  });
  const cut = await edit(it);
  expect(it.read('a.ts')).toBe('one\ntwo\nthree\n');
  expect(receiptOf(cut)).toMatchObject({ status: 'incomplete', edited: [] });
  expect(textOf(cut)).not.toContain('SEARCH');

  const whole = await it.call('deepseek_stream', { run_id: receiptOf(cut).run_id });
  expect(receiptOf(whole)).toMatchObject({ status: 'complete', edited: [{ path: 'a.ts', added: 1 }] });
  expect(answerOf(whole)).toMatch(/^Edited 1 file/);
  expect(it.read('a.ts')).toBe('one\ntwo\nand a half of it all\nthree\n');
});

test('a running run shows no text', async () => {
  await using it = await openSession(FILES, {
    sandbox: { answer: () => replace('a.ts', 'two\n', '2\n').repeat(50), tokensPerSecond: 50 },
    environment: { DEEPSEEK_WAIT_SECONDS: '1' },
  });
  const running = await edit(it);
  expect(textOf(running)).toMatch(/^\[RUNNING/);
  const { run_id } = receiptOf(running);
  await until('upstream is writing', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 3);
  await it.call('deepseek_stream', { run_id, cancel: true });
  expect(it.read('a.ts')).toBe('one\ntwo\nthree\n');
});

test('twelve files: at most 1,024 bytes', async () => {
  const names = Array.from(
    { length: 12 },
    (_, n) => `packages/some-long-package-name/src/components/module-${n}/index.ts`,
  );
  await using it = await open({
    files: Object.fromEntries(names.map((name) => [name, 'old\n'])),
    answers: [names.map((name) => replace(name, 'old\n', 'new\n')).join('\n')],
  });
  const text = textOf(await edit(it, { files: ['packages/**'] }));

  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024);
  expect(text.match(/module-\d+\/index\.ts \+1 -1/g)).toHaveLength(12);
});

test('twelve files of one name in different folders are told apart', async () => {
  const folders = 'alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima'.split(' ');
  const names = folders.map((folder) => `packages/${folder}/src/components/administration/index.ts`);
  await using it = await open({
    files: Object.fromEntries(names.map((name) => [name, 'old\n'])),
    answers: [names.map((name) => replace(name, 'old\n', 'new\n')).join('\n')],
  });
  const text = textOf(await edit(it, { files: ['packages/**'] }));

  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024);
  expect(new Set(text.match(/^packages\/.* \+1 -1$/gm)).size).toBe(12);
});

test.for([
  [{ save_to: 'x.ts' }, /save_to is "x\.ts": edits change the files that are sent/],
  [{ run_id: 'r_0123456789012345678901', undo: true, prompt: 'x' }, /run_id was given together with/],
  [{ undo: true }, /undo was given without run_id/],
] as const)('%o is refused before anything is sent', async ([args, message]) => {
  await using it = await open({ answers: ['x'] });
  const result = await edit(it, args);
  expect(textOf(result)).toMatch(message);
  expect(it.sandbox.exchanges).toHaveLength(0);
});

test('the patch is kept with the run', async () => {
  await using it = await open({ answers: [replace('a.ts', 'two\n', '2\n'), 'Nothing.'] });
  const [applied, none] = [await edit(it), await edit(it)];
  const uriOf = (result: typeof applied) => `deepseek://runs/${receiptOf(result).run_id}/patch`;
  const { contents } = await it.client.readResource({ uri: uriOf(applied) });

  expect(contents[0]).toMatchObject({ text: expect.stringContaining('-two\n+2\n') });
  await expect(it.client.readResource({ uri: uriOf(none) })).rejects.toThrow(/has no patch/);
});
