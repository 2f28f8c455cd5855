import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { RunDetail, RunList, RunRow } from '../../../src/dashboard/views.ts';
import { run, start } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { openProject } from '../../support/project.ts';
import { until } from '../../support/until.ts';

async function startDashboard(environment: Record<string, string>, ...words: string[]) {
  const child = start(['dashboard', '--no-open', ...words], { environment });
  const [link] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const [origin = '', token = ''] = link.split('/#');
  const headers = { authorization: `Bearer ${token}` };
  const get = (target: string) => fetch(origin + target, { headers });
  /** The newest run, once it is in this state. */
  const newestWhen = async (state: string): Promise<RunRow> => {
    let newest: RunRow | undefined;
    await until(`the newest run is ${state}`, async () => {
      [newest] = ((await (await get('/api/runs')).json()) as RunList).runs;
      return newest?.state === state;
    });
    return newest as RunRow;
  };
  return { child, origin, headers, get, newestWhen };
}

test('it prints a link, needs no key, shows what another process did, and ends by signal with a page open', async () => {
  await using project = await openProject({ 'a.txt': 'text' });
  const { RUNAPI_API_KEY: _key, ...withoutKey } = project.environment;
  const { child, get, newestWhen } = await startDashboard(withoutKey);
  const page = await get('/');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('/main.js');
  expect(await (await get('/main.js')).text()).toContain('/api/runs');
  const stream = await get('/api/events');
  const reader = stream.body?.getReader();
  await reader?.read();

  const chat = await run(['chat', 'Say hello.'], { environment: project.environment });
  expect(chat.exitCode).toBe(0);
  expect(await newestWhen('ended')).toMatchObject({ title: 'Say hello.', status: 'complete' });

  child.kill('SIGINT');
  const [exitCode] = (await once(child, 'exit')) as [number];
  expect(exitCode).toBe(130);
  await reader?.cancel().catch(() => undefined);
});

test('a run of another process is seen while it runs, and is cancelled from here', async () => {
  await using project = await openProject({}, { sandbox: { tokensPerSecond: 20 } });
  const { child, origin, headers, newestWhen } = await startDashboard(project.environment);
  const chat = run(['chat', 'Write 500 words.'], { environment: project.environment });
  const { id } = await newestWhen('running');
  const cancel = `${origin}/api/runs/${id}/cancel`;
  const cancelled = await fetch(cancel, { method: 'POST', headers });

  expect(await cancelled.json()).toEqual({
    message: expect.stringMatching(/^Cancelled\. \d+ characters were kept\.$/) as string,
  });
  expect((await chat).exitCode).not.toBe(0);
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('a run whose process was killed is not shown as running any more, and keeps its text', async () => {
  await using project = await openProject({}, { sandbox: { tokensPerSecond: 20 } });
  const { child, get, newestWhen } = await startDashboard(project.environment);
  const chat = start(['chat', 'Write 500 words.'], { environment: project.environment });
  chat.stdin.end();
  const { id } = await newestWhen('running');
  const textOf = async () => ((await (await get(`/api/runs/${id}`)).json()) as RunDetail).answer.text;
  await until('there is some text', async () => (await textOf()) !== '');
  chat.kill('SIGKILL');
  await once(chat, 'exit');

  expect(await newestWhen('orphaned')).toMatchObject({ id, status: null });
  expect(await textOf()).not.toBe('');
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('a port that is in use and one that is none are bad input', async () => {
  await using project = await openProject({});
  const { child, origin } = await startDashboard(project.environment);
  const { port } = new URL(origin);
  const second = await runInMemory(['dashboard', '--no-open', '--port', port], project);
  expect(second).toMatchObject({ exitCode: 4, stdout: '' });
  expect(second.stderr).toContain(`Port ${port} on 127.0.0.1 is in use. Choose another --port`);
  const none = await runInMemory(['dashboard', '--port', 'http'], project);
  expect(none).toMatchObject({ exitCode: 4, stdout: '' });
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('the page is files of its own', () => {
  const files = readdirSync(path.join(import.meta.dirname, '../../../dist/dashboard'));
  expect(files.toSorted()).toEqual(['icon.svg', 'index.html', 'main.js', 'page.css']);
});
