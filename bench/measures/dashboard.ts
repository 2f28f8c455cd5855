import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { appendSpent } from '../../src/ledger/months.ts';
import { openRunStore } from '../../src/runs/store.ts';
import { launchBrowser, openPage } from '../../test/support/browser.ts';
import { start } from '../../test/support/run-samples.ts';
import { ours, temporaryFolder } from '../support/environment.ts';
import { fillWithRuns, MANY_RUNS } from '../support/many-runs.ts';
import type { Row } from '../support/row.ts';
import { median, percentile, spread } from '../support/statistics.ts';

const TIMES = 9;
const DAY_MS = 24 * 3600 * 1000;
const REQUESTS_A_DAY = 100;
const UPDATES = 600;
const UPDATE_MS = 1000 / 60;

/** How soon the page shows what there is, and what is written, beside many runs and a long ledger. */
export async function measureDashboard(): Promise<Row[]> {
  await using folder = await temporaryFolder();
  const stateDir = path.join(folder.path, '.state');
  await fillWithRuns(stateDir);
  fillLedger(stateDir);
  const browser = await launchBrowser();
  try {
    const openMs: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      await using dashboard = await startDashboard(folder.path);
      openMs.push(await timeOpening(browser, dashboard.link));
    }
    const lagMs = await measureLag(browser, folder.path, stateDir);
    return [
      {
        measure: `dashboard: link opened to runs and usage shown, ${MANY_RUNS.toLocaleString('en-US')} runs, a year of ledger`,
        value: median(openMs),
        unit: 'ms',
        spread: spread(openMs),
        bound: { of: 'value', most: 1000 },
      },
      {
        measure: 'dashboard: 60 updates a second, written to shown, p99',
        value: percentile(lagMs, 0.99),
        unit: 'ms',
        spread: spread(lagMs),
        bound: { of: 'value', most: 250 },
      },
    ];
  } finally {
    await browser.close();
  }
}

interface Started extends AsyncDisposable {
  readonly link: string;
}

async function startDashboard(folder: string): Promise<Started> {
  const { command, args, env } = ours('http://127.0.0.1:9', folder, { DEEPSEEK_ROOTS: 'none' });
  const child = spawn(command, [...args, 'dashboard', '--no-open'], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [link] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    link,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

/** From the link, as it is opened at once, until the newest runs and the sums of 30 days are shown. */
async function timeOpening(browser: Browser, link: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const startedAt = performance.now();
  await page.goto(link);
  await showsAll(page);
  const tookMs = performance.now() - startedAt;
  await context.close();
  return tookMs;
}

async function showsAll(page: Page): Promise<void> {
  await page.locator('#runs li').nth(49).waitFor();
  await page.getByText((30 * REQUESTS_A_DAY).toLocaleString('en-US'), { exact: true }).waitFor();
}

/** How long after each of many writes to a run's log the page shows it, or one after it. */
async function measureLag(browser: Browser, folder: string, stateDir: string): Promise<number[]> {
  await using dashboard = await startDashboard(folder);
  await using opened = await openPage(browser, dashboard.link);
  const { page } = opened;
  await showsAll(page);
  const writer = await openRunStore(stateDir, { roots: [] }).create(start());
  await page.locator('#live li').waitFor();
  const shownAtMs: number[] = [];
  await page.exposeFunction('onShown', (last: number, atMs: number) => {
    for (let number = shownAtMs.length; number <= last; number += 1) shownAtMs.push(atMs);
  });
  await page.evaluate(WATCH);
  const writtenAtMs: number[] = [];
  for (let number = 0; number < UPDATES; number += 1) {
    writtenAtMs.push(Date.now());
    writer.append({ type: 'text-delta', text: `${number}. ` });
    writer.flush();
    await sleep(UPDATE_MS);
  }
  await page
    .locator('#live')
    .getByText(`${UPDATES - 1}.`)
    .waitFor();
  writer.abandon();
  while (shownAtMs.length < UPDATES) await sleep(10);
  return writtenAtMs.map((at, number) => (shownAtMs[number] ?? Number.NaN) - at);
}

/** In the page: reports the last number of the text, at each change of it. */
const WATCH = `new MutationObserver(() => {
  const last = /(\\d+)\\.\\s*$/.exec(document.querySelector('#live .tail')?.textContent ?? '');
  if (last) onShown(Number(last[1]), Date.now());
}).observe(document.getElementById('live'), { subtree: true, childList: true, characterData: true })`;

function fillLedger(stateDir: string): void {
  for (let day = 365; day >= 0; day -= 1) {
    for (let request = 0; request < REQUESTS_A_DAY; request += 1) {
      appendSpent(stateDir, {
        kind: 'request',
        id: `${day}-${request}`,
        at: new Date(Date.now() - day * DAY_MS).toISOString(),
        model: `deepseek-${request % 3}`,
        project: `/home/ada/project-${request % 7}`,
        client: `client-${request % 4}`,
        run_id: null,
        input_tokens: 1000 + request,
        cached_input_tokens: 500,
        output_tokens: 100,
        reasoning_tokens: 10,
        estimated_tokens: null,
        cost: null,
      });
    }
  }
}
