import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../../support/files.ts';
import { openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { EVENT_STREAM, sse, startUpstream } from '../../support/upstream.ts';

const CHUNK_CHARACTERS = 60_000;
const LINES = Array.from({ length: 4000 }, (_, line) => `line ${line}\n`).join('');
const FILES = { 'a.ts': LINES, 'b.ts': 'one\ntwo\n' };

const block = (file: string, old: string, fresh: string) =>
  `${file}\n<<<<<<< SEARCH\n${old}=======\n${fresh}>>>>>>> REPLACE\n`;
const times = (count: number, write: (place: number) => string) =>
  Array.from({ length: count }, (_, place) => write(place)).join('');

const chunk = (delta: object, finish_reason: string | null = null) =>
  sse({ id: 'c', model: 'deepseek-v4-pro', choices: [{ index: 0, delta, finish_reason }] });

/** Upstream that says this and ends. */
function startModel(answer: string) {
  return startUpstream((response) => {
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    for (let from = 0; from < answer.length; from += CHUNK_CHARACTERS) {
      response.write(chunk({ content: answer.slice(from, from + CHUNK_CHARACTERS) }));
    }
    response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
  });
}

const GOOD = block('b.ts', 'one\n', 'ONE\n');

test.for([
  [
    '10,000 blocks of which one is for no file',
    times(10_000, () => GOOD) + block('c/../../d.ts', 'x\n', 'y\n'),
  ],
  ['4,900 blocks that match nothing', times(4900, (place) => block('a.ts', `missing ${place}\n`, 'x\n'))],
  // More than twice what is read of an answer.
  ['a block of 10 MB', block('a.ts', `${'x'.repeat(10_000_000)}\n`, 'y\n')],
  [
    'an old part of 1 MB of lines that are in the file',
    block(
      'a.ts',
      times(20, () => LINES),
      'y\n',
    ),
  ],
  ['200,000 lines that may separate the parts', block('a.ts', '=======\n'.repeat(200_000), 'y\n')],
  ['a path of 1 MB', block(`${'a/'.repeat(500_000)}b.ts`, '', 'y\n')],
  [
    '10,000 new files, and a block that is not closed',
    `${times(10_000, (n) => block(`n/${n}.ts`, '', 'y\n'))}b.ts\n<<<<<<< SEARCH\n`,
  ],
  ['a file outside', GOOD + block('../outside.ts', '', 'y\n')],
  ['an absolute path outside', GOOD + block('/etc/cron.d/x', '', 'y\n')],
  ['a link that leads outside', GOOD + block('link.ts', 'secret\n', 'y\n')],
  ['a file in a linked folder', GOOD + block('linked/x.ts', '', 'y\n')],
  ['a protected place', GOOD + block('.git/hooks/pre-commit', '', 'y\n')],
  ['configuration of an agent', GOOD + block('.mcp.json', '', '{}\n')],
  ['a file that was not sent', GOOD + block('not-sent.ts', 'mine\n', 'y\n')],
  ['deleting a file that was not sent', `${GOOD}not-sent.ts\n<<<<<<< DELETE\n>>>>>>> DELETE\n`],
  ['a folder', GOOD + block('.', '', 'y\n')],
  ['a name with a NUL', GOOD + block('a\0.ts', '', 'y\n')],
] as const)('%s: nothing is changed, and the result is short', async ([, answer]) => {
  await using model = await startModel(answer);
  await using it = await openSession(
    { ...FILES, 'not-sent.ts': 'mine\n' },
    { environment: { RUNAPI_BASE_URL: model.url } },
  );
  const outside = folder();
  writeFileSync(path.join(outside, 'secret.ts'), 'secret\n');
  symlinkSync(path.join(outside, 'secret.ts'), path.join(it.root, 'link.ts'));
  symlinkSync(outside, path.join(it.root, 'linked'));
  const before = it.list();
  const result = await it.call('deepseek_stream', {
    prompt: 'Change it',
    files: ['a.ts', 'b.ts'],
    save_format: 'edits',
  });

  expect(result.isError).toBe(true);
  expect(receiptOf(result)).toMatchObject({ status: 'incomplete', edited: [] });
  expect(Buffer.byteLength(textOf(result))).toBeLessThan(1200);
  expect(it.list()).toEqual(before);
  for (const [name, text] of Object.entries(FILES)) expect(it.read(name)).toBe(text);
  expect(it.read('not-sent.ts') + it.read('link.ts')).toBe('mine\nsecret\n');
});
