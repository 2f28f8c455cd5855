import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { RunDetail, RunList, RunRow } from '../../../src/dashboard/views.ts';
import { run, start } from '../../support/binary.ts';
import { openProject } from '../../support/project.ts';

async function startDashboard(environment: Record<string, string>, ...words: string[]) {
  const child = start(['dashboard', '--no-open', ...words], { environment });
  const [link] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const [origin = '', token = ''] = link.split('/#');
  const headers = { authorization: `Bearer ${token}` };
  return { child, origin, headers, get: (target: string) => fetch(origin + target, { headers }) };
}

test('it prints a link, needs no key, shows what another process did, and ends by signal with a page open', async () => {
  await using project = await openProject({ 'a.txt': 'text' });
  const { RUNAPI_API_KEY: _key, ...withoutKey } = project.environment;
  const { child, get } = await startDashboard(withoutKey);
  const page = await get('/');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('/main.js');
  expect(await (await get('/main.js')).text()).toContain('/api/runs');
  const stream = await get('/api/events');
  const reader = stream.body?.getReader();
  await reader?.read();

  const chat = await run(['chat', 'Say hello.'], { environment: project.environment });
  expect(chat.exitCode).toBe(0);
  let list: RunList | undefined;
  while (list?.runs[0]?.state !== 'ended') list = (await (await get('/api/runs')).json()) as RunList;
  expect(list.runs).toMatchObject([{ title: 'Say hello.', status: 'complete' }]);

  child.kill('SIGINT');
  const [exitCode] = (await once(child, 'exit')) as [number];
  expect(exitCode).toBe(130);
  await reader?.cancel().catch(() => undefined);
});

test('a run of another process is seen while it runs, and is cancelled from here', async () => {
  await using project = await openProject({}, { sandbox: { tokensPerSecond: 20 } });
  const { child, origin, headers, get } = await startDashboard(project.environment);
  const chat = run(['chat', 'Write 500 words.'], { environment: project.environment });
  let list: RunList | undefined;
  while (list?.runs[0]?.state !== 'running') list = (await (await get('/api/runs')).json()) as RunList;
  const cancel = `${origin}/api/runs/${list.runs[0].id}/cancel`;
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
  const { child, get } = await startDashboard(project.environment);
  const chat = start(['chat', 'Write 500 words.'], { environment: project.environment });
  chat.stdin.end();
  const listWhen = async (state: string): Promise<RunRow> => {
    for (;;) {
      const [newest] = ((await (await get('/api/runs')).json()) as RunList).runs;
      if (newest?.state === state) return newest;
    }
  };
  const { id } = await listWhen('running');
  const textOf = async () => ((await (await get(`/api/runs/${id}`)).json()) as RunDetail).answer.text;
  while ((await textOf()) === '');
  chat.kill('SIGKILL');
  await once(chat, 'exit');

  expect(await listWhen('orphaned')).toMatchObject({ id, status: null });
  expect(await textOf()).not.toBe('');
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('a port that is in use and one that is none are bad input', async () => {
  await using project = await openProject({});
  const { child, origin } = await startDashboard(project.environment);
  const { port } = new URL(origin);
  const second = await run(['dashboard', '--no-open', '--port', port], { environment: project.environment });
  expect(second).toMatchObject({ exitCode: 4, stdout: '' });
  expect(second.stderr).toContain(`Port ${port} on 127.0.0.1 is in use. Choose another --port`);
  const none = await run(['dashboard', '--port', 'http'], { environment: project.environment });
  expect(none).toMatchObject({ exitCode: 4, stdout: '' });
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('the page is files of its own', () => {
  const files = readdirSync(path.join(import.meta.dirname, '../../../dist/dashboard'));
  expect(files.toSorted()).toEqual(['icon.svg', 'index.html', 'main.js', 'page.css']);
});
