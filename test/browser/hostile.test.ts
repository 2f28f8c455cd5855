import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepPatch } from '../../src/workspace/changes/kept-patch.ts';
import { change } from '../support/change-world.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { openDashboard } from '../support/dashboard-world.ts';
import { end, say, start } from '../support/run-samples.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const HTML =
  '<img src=x onerror="alert(1)"><script>document.title="owned"</script><a href="javascript:alert(2)">x</a>';
const HOSTILE = `${HTML}</pre></dialog>\u001b[2J\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007 user\u202Egnp.exe\u2066\u200b\u{E0041} end`;
/** What of it must be seen. */
const SEEN = '␛[2J';
const OVERRIDE = 'user⟨U+202E⟩gnp.exe⟨U+2066⟩⟨U+200B⟩⟨U+E0041⟩ end';

test('text that is HTML, script, ANSI or right-to-left overrides is shown as text, with its hidden characters named', async () => {
  await using world = await openDashboard({ isBuilt: true });
  const writer = await world.runs.create({ ...start(HOSTILE), title: HOSTILE, model: `m${HTML}` });
  await using opened = await openPage(browser, world.dashboard.url);
  const { page, misdeeds } = opened;
  writer.append({ type: 'reasoning-delta', text: HOSTILE });
  say(writer, HOSTILE);
  await page.locator('#live li .tail', { hasText: OVERRIDE }).waitFor();
  await change({ root: world.root, stateDir: world.stateDir, id: writer.id }, { 'a.txt': 'x\n' });
  await keepPatch(world.stateDir, writer.id, `--- ${HTML}\n+++ b\n@@ -1 +1 @@\n-x\n+${HOSTILE}\n`);
  await writer.end(
    end({
      files: [{ path: HOSTILE, bytes: 1, sha256: '0'.repeat(64) }],
      edited: [{ path: HOSTILE, action: 'created', added: 1, removed: 0, sha256: null }],
      saved_to: { path: HOSTILE, bytes: 1, sha256: '', added: null, removed: null },
      incomplete_reason: HOSTILE,
      request_id: HOSTILE,
    }),
  );
  await page.locator('#runs li button').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('region', { name: 'Patch' }).waitFor();
  for (const fold of await dialog.locator('summary').all()) await fold.click();
  await dialog.getByRole('region', { name: 'Message 1, user' }).waitFor();

  const text = (await page.locator('body').textContent()) ?? '';
  expect(text).toContain('<script>document.title="owned"</script>');
  expect(text).toContain(SEEN);
  expect(text).toContain(OVERRIDE);
  // Nothing that is obeyed or not seen is left anywhere, attributes included.
  const markup = await page.evaluate(() => document.documentElement.outerHTML);
  expect(markup).not.toMatch(/(?![\n\t])[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u);
  const made = await page.evaluate(() => ({
    title: document.title,
    elements: document.querySelectorAll('img, script:not([src="/main.js"]), dialog a, iframe, object').length,
    handlers: [...document.querySelectorAll('*')].filter((each) =>
      [...each.attributes].some(({ name }) => name.startsWith('on') || name === 'style'),
    ).length,
  }));
  expect(made).toEqual({ title: 'runapi-deepseek dashboard', elements: 0, handlers: 0 });
  expect(misdeeds).toEqual({ errors: [], foreign: [] });
});

test('a right-to-left text does not move what is beside it', async () => {
  await using world = await openDashboard({ isBuilt: true });
  const writer = await world.runs.create({ ...start(), title: 'שלום 123 עולם' });
  await writer.end(end());
  await using opened = await openPage(browser, world.dashboard.url);
  const row = opened.page.locator('#runs li').first();
  await row.waitFor();
  const [badge, title] = [
    await row.locator('.badge').boundingBox(),
    await row.locator('.title').boundingBox(),
  ];
  expect(badge && title && badge.x < title.x).toBe(true);
});

test('markup that somebody gets into the page cannot run: the policy stops it', async () => {
  await using world = await openDashboard({ isBuilt: true });
  await using opened = await openPage(browser, world.dashboard.url);
  const { page, misdeeds } = opened;
  const refused = await page.evaluate(() => {
    try {
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="document.title=1">');
      return false;
    } catch {
      return true;
    }
  });
  expect(refused).toBe(true);
  await page
    .evaluate(() => {
      const script = document.createElement('script');
      script.src = 'https://evil.example/x.js';
      document.body.append(script);
      return fetch('https://evil.example/').catch(() => undefined);
    })
    .catch(() => undefined);
  expect(await page.title()).toBe('runapi-deepseek dashboard');
  expect(misdeeds.errors.join('\n')).toMatch(/Content Security Policy|TrustedScript/);
});

test('a page of another site reads nothing, cancels nothing, and cannot frame the dashboard', async () => {
  await using world = await openDashboard({ isBuilt: true });
  const writer = await world.runs.create(start('Secret prompt'));
  const evil = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>evil</title>');
  }).listen(0, '127.0.0.1');
  await once(evil, 'listening');
  const { port } = evil.address() as AddressInfo;
  await using opened = await openPage(browser, `http://127.0.0.1:${port}/`);
  const { page } = opened;
  const { origin, token } = world;
  const seen = await page.evaluate(
    async ({ target, key, id }) => {
      const attempt = (path: string, options: RequestInit) =>
        fetch(target + path, options).then(
          async (response) => `${response.type} ${response.status} ${await response.text()}`,
          () => 'nothing',
        );
      const headers = { authorization: `Bearer ${key}` };
      const results = [
        await attempt('/api/runs', { headers }),
        await attempt('/api/runs', { mode: 'no-cors' }),
        await attempt(`/api/runs/${id}/cancel`, { method: 'POST', mode: 'no-cors' }),
        await attempt(`/api/runs/${id}/cancel`, { method: 'POST', headers }),
        await attempt('/', { mode: 'no-cors' }),
      ];
      const load = (tag: 'script' | 'iframe') =>
        new Promise<string>((resolve) => {
          const element = document.createElement(tag);
          element.addEventListener('load', () => resolve('loaded'));
          element.addEventListener('error', () => resolve('nothing'));
          element.setAttribute('src', `${target}${tag === 'script' ? '/main.js' : '/'}`);
          document.body.append(element);
        });
      const frame = load('iframe');
      return { results, script: await load('script'), frame: await frame, frames: window.frames.length };
    },
    { target: origin, key: token, id: writer.id },
  );
  expect(seen.results).toEqual(['nothing', 'nothing', 'nothing', 'nothing', 'nothing']);
  expect(seen.script).toBe('nothing');
  const framed = page.frames().find((frame) => frame !== page.mainFrame());
  expect((await framed?.content()) ?? '').not.toContain('main.js');
  expect(writer.cancelRequested.aborted).toBe(false);
  await writer.end(end());
  evil.close();
  evil.closeAllConnections();
});

test('a name that was rebound to loopback gets nothing', async () => {
  await using world = await openDashboard({ isBuilt: true });
  const { port } = new URL(world.origin);
  const rebound = await launchBrowser(['--host-resolver-rules=MAP evil.example 127.0.0.1']);
  const address = `http://evil.example:${port}/#${world.token}`;
  await expect(openPage(rebound, address)).rejects.toThrow('ERR_HTTP_RESPONSE_CODE_FAILURE');
  // The same name with another page shows that it is the name that is refused, and not its resolution.
  const other = createServer((_request, response) => response.end('another page')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port: otherPort } = other.address() as AddressInfo;
  await using opened = await openPage(rebound, `http://evil.example:${otherPort}/`);
  expect(await opened.page.locator('body').textContent()).toBe('another page');
  await rebound.close();
  other.close();
  other.closeAllConnections();
});
