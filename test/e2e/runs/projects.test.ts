import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { connectInMemory } from '../../support/server.ts';
import { setUp } from '../../support/setup.ts';

test('a run of one project is not listed, read or resumed in another, except with --all on the command line', async () => {
  await using it = await setUp({ fault: 'length', faultTimes: 1, answer: () => 'Forty-two.' });
  const other = path.join(it.project, '..', 'other');
  await mkdir(other);
  const elsewhere = { ...it.environment, DEEPSEEK_ROOTS: other };
  const begun = await it.call('deepseek_stream', { prompt: 'Secret.', save_to: 'answer.md' });
  const id = receiptOf(begun).run_id ?? '';
  await using server = await connectInMemory(elsewhere);
  const { client } = server;

  const refused = await client.callTool({ name: 'deepseek_stream', arguments: { run_id: id } });
  expect(refused.isError).toBe(true);
  expect(textOf(refused)).toContain(`belongs to another project (${it.project})`);
  await expect(client.readResource({ uri: `deepseek://runs/${id}` })).rejects.toThrow('another project');
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri).filter((uri) => uri.includes('/runs/'))).toEqual([]);
  const ref = { type: 'ref/resource', uri: 'deepseek://runs/{id}' } as const;
  const { completion } = await client.complete({ ref, argument: { name: 'id', value: 'r_' } });
  expect(completion.values).toEqual([]);

  const command = (...words: string[]) => runInMemory(['runs', ...words], { environment: elsewhere });
  expect((await run(['runs', 'list'], { environment: elsewhere })).stdout).not.toContain(id);
  expect((await command('--all')).stdout).toMatch(new RegExp(`^${id} .*${it.project} +Secret\\.$`, 'm'));
  expect(await command('show', id)).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining(it.project),
  });
  expect(await command('continue', id)).toMatchObject({ exitCode: 4, stdout: '' });
  expect(await command('continue', id, '--all')).toMatchObject({ exitCode: 0 });
  expect(await readFile(path.join(it.project, 'answer.md'), 'utf8')).toContain('Forty-two.');
});
