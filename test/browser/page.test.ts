import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { prepareSamples } from '../support/dashboard-samples.ts';
import { openDashboard } from '../support/dashboard-world.ts';
import { end, say, start } from '../support/run-samples.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const built = { isBuilt: true, prepare: prepareSamples };

/** Waits until the page shows a text. */
function shows(page: Page, text: string | RegExp): Promise<void> {
  return page.getByText(text).first().waitFor();
}

describe('a run that is running', () => {
  test('is shown as it grows, is cancelled from the page, and its text is read on in the dialog', async () => {
    await using world = await openDashboard(built);
    await using opened = await openPage(browser, world.dashboard.url);
    const { page, misdeeds } = opened;
    await shows(page, 'Nothing is running.');

    const writer = await world.runs.create(start('Count to a hundred'));
    writer.cancelRequested.addEventListener('abort', () => {
      void writer.end(
        end({ run_id: writer.id, status: 'incomplete', incomplete_reason: 'it was cancelled' }),
      );
    });
    const card = page.locator('#live li');
    await card.getByText('waiting').waitFor();
    say(writer, 'One, two, ');
    await card.getByText(/writing · 10 characters/).waitFor();
    await card.getByText('One, two,').waitFor();

    await card.getByRole('button', { name: 'Count to a hundred', exact: true }).click();
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer.getByText('One, two,').waitFor();
    say(writer, 'three, four');
    await answer.getByText('One, two, three, four').waitFor();

    await page.getByRole('button', { name: 'Cancel this run' }).click();
    await page.getByRole('dialog').getByText('Cancelled. 21 characters were kept.').waitFor();
    expect(writer.cancelRequested.aborted).toBe(true);
    await page.keyboard.press('Escape');
    await shows(page, 'Nothing is running.');
    await page.locator('#runs li', { hasText: 'Count to a hundred' }).getByText('incomplete').waitFor();
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  test('does not fall behind: 60 changes a second of each of ten runs end in what was written last', async () => {
    await using world = await openDashboard({ isBuilt: true });
    await using opened = await openPage(browser, world.dashboard.url);
    const { page } = opened;
    const writers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => world.runs.create(start(`Run ${at}`))),
    );
    await page.locator('#live li').nth(9).waitFor();
    const said = { changes: 0 };
    const timer = setInterval(() => {
      said.changes += 1;
      for (const writer of writers) {
        say(writer, `${said.changes}. `);
        writer.flush();
      }
    }, 16);
    await page
      .locator('#live')
      .getByText(/(^|\s)180\./)
      .nth(9)
      .waitFor();
    clearInterval(timer);
    // However busy the machine is, the last state is shown: updates are not queued one behind the other.
    await page.locator('#live').getByText(`${said.changes}.`).nth(9).waitFor();
    for (const writer of writers) await writer.end(end());
    await shows(page, 'Nothing is running.');
    expect(await page.locator('#live li').count()).toBe(0);
  });
});

describe('a run that has ended', () => {
  test('shows patch, files and receipt; undo asks first, puts back, and cannot be repeated', async () => {
    await using world = await openDashboard(built);
    await using opened = await openPage(browser, world.dashboard.url);
    const { page, misdeeds } = opened;
    const file = path.join(world.root, 'src/add.js');

    await page.getByRole('button', { name: /Fix the sum/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('src/add.js changed, 1 line added, 1 removed').waitFor();
    expect(await dialog.locator('.added').allTextContents()).toEqual(['+  return a + b;\n']);
    expect(await dialog.locator('.removed').allTextContents()).toEqual(['-  return a - b;\n']);
    await dialog.getByText('about 0.0042 USD').waitFor();
    await dialog.getByText('Prompt (1 message)').click();
    await dialog.getByRole('region', { name: 'Message 1, user' }).getByText('Fix the sum').waitFor();
    await dialog.getByText('Files sent (1)').click();

    await dialog.getByRole('button', { name: 'Undo (1 file)…' }).click();
    await dialog.getByRole('button', { name: 'Keep the changes' }).click();
    expect(readFileSync(file, 'utf8')).toContain('a + b');
    await dialog.getByRole('button', { name: 'Undo (1 file)…' }).click();
    await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
    await dialog.getByText('What this run changed was undone.').waitFor();
    expect(readFileSync(file, 'utf8')).toContain('a - b');
    expect(await dialog.getByRole('button', { name: /Undo/ }).count()).toBe(0);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  test('is found by search and by status', async () => {
    await using world = await openDashboard(built);
    await using opened = await openPage(browser, world.dashboard.url);
    const { page } = opened;
    await shows(page, '6 of 6 runs.');
    await page.keyboard.press('/');
    await page.keyboard.type('french guide');
    await shows(page, '1 of 1 that match, of 6 runs.');
    await page.getByLabel('Search runs').fill('no such thing');
    await shows(page, 'None of 6 runs matches.');
    await page.getByLabel('Search runs').fill('');
    await page.getByLabel('Status').selectOption('failed');
    await shows(page, '1 of 1 that match, of 6 runs.');
    expect(await page.locator('#runs .title').allTextContents()).toEqual(['Summarise the log']);
  });
});

test('usage is shown by day, model, project and client, with cached share, cost and budget', async () => {
  await using world = await openDashboard({
    ...built,
    environment: { DEEPSEEK_TOKEN_BUDGET: '100000000/month,1000' },
  });
  await using opened = await openPage(browser, world.dashboard.url);
  const { page } = opened;
  await page.getByRole('table', { name: 'By model' }).getByText('deepseek-v4-flash').waitFor();
  await page.getByRole('table', { name: 'By project' }).getByText('/home/ada/website').waitFor();
  await page.getByRole('table', { name: 'By client' }).getByText('claude-code').waitFor();
  await page.getByRole('img', { name: /^Tokens by day\. The most on \d{4}-\d\d-\d\d: [\d,]+\.$/ }).waitFor();
  await shows(page, /about \d+\.\d\d USD/);
  await page.getByRole('meter', { name: /Budget of 100,000,000 tokens a month/ }).waitFor();
  await shows(page, 'Budget: 1,000 tokens for each process');
  const bars = await page.locator('svg.chart g').count();
  await page.getByLabel('Period').selectOption('7');
  await page.waitForFunction((before) => document.querySelectorAll('svg.chart g').length < before, bars);
  expect(await page.locator('svg.chart g').count()).toBeLessThanOrEqual(7);
});

test('the token leaves the address, is kept nowhere, and a reload asks for the link', async () => {
  await using world = await openDashboard(built);
  await using opened = await openPage(browser, world.dashboard.url);
  const { page } = opened;
  await shows(page, 'Live');
  expect(page.url()).toBe(`${world.origin}/`);
  const kept = await page.evaluate(() =>
    [localStorage.length, sessionStorage.length, document.cookie].join(),
  );
  expect(kept).toBe('0,0,');
  await page.reload();
  await page.getByRole('heading', { name: 'This page needs its link' }).waitFor();
  await page.getByLabel('Paste the link').fill('https://example.com/');
  await page.getByRole('button', { name: 'Open' }).click();
  await shows(page, /That is no link to a dashboard/);
  await page.getByLabel('Paste the link').fill(world.dashboard.url);
  await page.getByRole('button', { name: 'Open' }).click();
  await shows(page, 'Live');
  expect(page.url()).toBe(`${world.origin}/`);
});

test('a page whose dashboard has ended says so', async () => {
  const world = await openDashboard(built);
  await using opened = await openPage(browser, world.dashboard.url);
  await shows(opened.page, 'Live');
  await world[Symbol.asyncDispose]();
  await shows(opened.page, /Disconnected: the dashboard may have ended/);
  expect(await opened.page.getByText('Live', { exact: true }).count()).toBe(0);
});
