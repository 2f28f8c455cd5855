import { once } from 'node:events';
import { readConfig } from '../../config/config.ts';
import { openInBrowser } from '../../dashboard/open-in-browser.ts';
import { startDashboard } from '../../dashboard/dashboard.ts';
import type { AddCommand } from '../add-command.ts';
import { wholeNumber } from '../options/whole-number.ts';
import { addAllOption } from '../state-options.ts';
import { writeLine } from '../terminal/terminal.ts';

interface DashboardFlags {
  readonly all: boolean;
  readonly port: number;
  readonly open: boolean;
}

export const addDashboardCommand: AddCommand = (program, terminal) => {
  addAllOption(program.command('dashboard'))
    .option('--port <number>', 'port on 127.0.0.1; 0 is a free one', wholeNumber(0, 65_535), 0)
    .option('--no-open', 'print the link and open no browser')
    .action(async ({ all, port, open }: DashboardFlags) => {
      const { environment, stdout, stderr, signal } = terminal;
      const config = readConfig(environment);
      const dashboard = await startDashboard(config, { all, port });
      writeLine(stdout, dashboard.url);
      writeLine(stderr, 'The dashboard runs until you press Ctrl-C. The link is its key: do not share it.');
      const { stateDir } = config.settings;
      const opened = open ? openInBrowser(dashboard.url, { stateDir, environment }) : undefined;
      if (!signal.aborted) await once(signal, 'abort');
      opened?.forget();
      await dashboard.close();
    });
};
