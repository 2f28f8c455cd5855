import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { run } from '../support/binary.ts';
import { temporaryFolder } from '../support/folder.ts';

test('a .env in the working folder is not read', async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  for (const name of ['.env', '.env.local', '.env.production']) {
    const text = `RUNAPI_API_KEY=theirs\nRUNAPI_BASE_URL=https://evil.example\n`;
    await writeFile(path.join(folder.path, name), text);
  }
  const home = { PATH: process.env['PATH'] ?? '', HOME: folder.path, RUNAPI_BASE_URL: sandbox.url };
  const chat = (variables: Record<string, string>) =>
    run(['chat', 'Hi'], { cwd: folder.path, environment: { ...home, ...variables } });

  expect(await chat({})).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('RUNAPI_API_KEY is not set'),
  });
  expect(await chat({ RUNAPI_TOKEN: 'mine' })).toMatchObject({ exitCode: 0 });
  expect(sandbox.exchanges.map(({ headers }) => headers['authorization'])).toEqual(['Bearer mine']);
});
