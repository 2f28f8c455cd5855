import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { requireChromium } from './chromium.ts';

/** @param args - Of the browser's command line. */
export function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: requireChromium(),
    args: [...args],
    // Chromium refuses to put root into its sandbox.
    chromiumSandbox: !isRoot,
  });
}

/** What a page did that it should not do. */
interface Misdeeds {
  /** Errors, among them what the content security policy has stopped. */
  readonly errors: readonly string[];
  /** Requests to anybody else. */
  readonly foreign: readonly string[];
}

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly misdeeds: Misdeeds;
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors: string[] = [];
  const foreign: string[] = [];
  const { origin } = new URL(url);
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => errors.push(`dialog: ${dialog.message()}`)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) foreign.push(request.url());
  });
  // Less than a test may take, so that it is said what was waited for.
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  return { page, misdeeds: { errors, foreign }, [Symbol.asyncDispose]: () => context.close() };
}
