import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { prepareSamples } from '../support/dashboard-samples.ts';
import { openDashboard, type DashboardWorld } from '../support/dashboard-world.ts';
import { end, say, start } from '../support/run-samples.ts';

let browser: Browser;
let world: DashboardWorld;
beforeAll(async () => {
  browser = await launchBrowser();
  world = await openDashboard({
    isBuilt: true,
    prepare: prepareSamples,
    environment: { DEEPSEEK_TOKEN_BUDGET: '1000000/day' },
  });
});
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

/** What axe finds, best practices included. Its script comes through the debugger, past the policy of the page. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations', 'incomplete'],
    }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

describe.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { viewport: { width: 320, height: 700 } }],
] as const)('%s', (_name, options) => {
  test('axe finds nothing in the page, a run, and an undo', async () => {
    await using opened = await openPage(browser, world.dashboard.url, options);
    const { page } = opened;
    const writer = await world.runs.create(start('Write a poem'));
    say(writer, 'Roses are red');
    await page.locator('#live').getByText('Roses are red').waitFor();
    await page.getByRole('table', { name: 'By client' }).waitFor();
    await page.getByText('The days as a table').click();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: /Fix the sum/ }).click();
    await page.getByRole('button', { name: /Undo/ }).click();
    for (const fold of await page.locator('dialog summary').all()) await fold.click();
    expect(await findings(page)).toEqual([]);
    await writer.end(end());
  });

  test('nothing is wider than the window', async () => {
    await using opened = await openPage(browser, world.dashboard.url, options);
    const { page } = opened;
    await page.getByRole('table', { name: 'By client' }).waitFor();
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
  });
});

test('axe finds nothing in the page that asks for its link', async () => {
  await using opened = await openPage(browser, `${world.origin}/`);
  await opened.page.getByLabel('Paste the link').waitFor();
  expect(await findings(opened.page)).toEqual([]);
});

test('everything is reached and used by the keyboard, and the focus comes back', async () => {
  await using opened = await openPage(browser, world.dashboard.url);
  const { page } = opened;
  await page.locator('#runs li').nth(5).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await page.keyboard.press('/');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
  const reached: string[] = [];
  for (let presses = 0; presses < 30 && !reached.at(-1)?.includes('Fix the sum'); presses += 1) {
    await page.keyboard.press('Tab');
    reached.push(await focused());
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('Changed files').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'detail-title');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Close');
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await focused()).toContain('Fix the sum');
});

test('whoever does not see the page hears what starts and ends, and not each change', async () => {
  await using opened = await openPage(browser, world.dashboard.url);
  const { page } = opened;
  await page.locator('#runs li').first().waitFor();
  const writer = await world.runs.create(start('Count sheep'));
  await page.locator('#announcer').getByText('Started: Count sheep').waitFor();
  say(writer, 'One sheep');
  await page.locator('#live').getByText('One sheep').waitFor();
  expect(await page.locator('#announcer').textContent()).toBe('Started: Count sheep');
  expect(await page.locator('#live[aria-live], #live [aria-live], #live [role=status]').count()).toBe(0);
  await writer.end(end());
  await page.locator('#announcer').getByText('Ended: Count sheep').waitFor();
});
