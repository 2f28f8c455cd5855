/** Takes the screenshots of the dashboard in docs/, of sample runs in a state folder of their own. */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchBrowser, openPage } from '../test/support/browser.ts';
import { prepareSamples } from '../test/support/dashboard-samples.ts';
import { openDashboard } from '../test/support/dashboard-world.ts';
import { end, say, start } from '../test/support/run-samples.ts';

const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));

await using world = await openDashboard({
  isBuilt: true,
  prepare: prepareSamples,
  environment: { DEEPSEEK_TOKEN_BUDGET: '1000000/day,12000000/month' },
});
const browser = await launchBrowser();
const writer = await world.runs.create(start('Document every function of src/delegation'));
say(writer, 'The module turns one call into one completion. It parses the arguments, reads the files, ');
say(
  writer,
  'reserves the budget and opens the log before anything is sent.\n\n## delegate(given, options)\n\n',
);

{
  await using opened = await openPage(browser, world.dashboard.url, {
    viewport: { width: 1080, height: 1000 },
  });
  const { page } = opened;
  await page.locator('#live').getByText('writing').waitFor();
  await page.getByRole('table', { name: 'By client' }).waitFor();
  await nameProject(page);
  await page.screenshot({ path: `${DOCS}dashboard.png`, fullPage: true });
}
{
  const options = { viewport: { width: 1080, height: 820 }, colorScheme: 'dark' } as const;
  await using opened = await openPage(browser, world.dashboard.url, options);
  const { page } = opened;
  await page.getByRole('button', { name: /Fix the sum/ }).click();
  await page.getByRole('region', { name: 'Patch' }).waitFor();
  await nameProject(page);
  await page.screenshot({ path: `${DOCS}dashboard-run.png` });
}
await writer.end(end());
await browser.close();

/** A reader has no use for the name of a temporary folder. */
function nameProject(page: Page): Promise<void> {
  return page.evaluate(`for (const each of document.querySelectorAll('#project, bdi')) {
    each.textContent = each.textContent.replace(${JSON.stringify(world.root)}, '/home/ada/app');
  }`);
}
