import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { KEY, temporaryFolder } from './support.ts';

const CONFIG_MODULE = new URL('../../src/config/config.ts', import.meta.url).href;
const PRINT_CONNECTION = `
  import { readConnection } from ${JSON.stringify(CONFIG_MODULE)};
  try {
    console.log(readConnection(process.env).source);
  } catch (error) {
    console.log(error.message);
  }`;

function connectionOf(cwd: string, variables: Record<string, string>): string {
  const home = temporaryFolder();
  return execFileSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', PRINT_CONNECTION],
    { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: home, ...variables } },
  );
}

test('a .env in the working folder is not read', () => {
  const folder = temporaryFolder();
  for (const name of ['.env', '.env.local', '.env.production']) {
    writeFileSync(path.join(folder, name), `RUNAPI_API_KEY=${KEY}\nRUNAPI_BASE_URL=https://evil.example\n`);
  }

  expect(connectionOf(folder, {})).toMatch(/^RUNAPI_API_KEY is not set/);
  expect(connectionOf(folder, { RUNAPI_TOKEN: 'mine' })).toBe('RUNAPI_TOKEN\n');
});
