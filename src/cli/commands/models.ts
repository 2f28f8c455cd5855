import { readConfig } from '../../config/config.ts';
import { createDelegation } from '../../delegation/delegation.ts';
import { describeModels, noneListed, PRICING_URL } from '../../delegation/model-list.ts';
import type { AddCommand } from '../add-command.ts';
import { formatTable } from '../terminal/table.ts';
import { writeLine } from '../terminal/terminal.ts';

const COLUMNS = [
  { title: 'MODEL' },
  { title: 'DEFAULT' },
  { title: 'OWNER', isOptional: true },
  { title: 'USE WHEN' },
];

export const addModelsCommand: AddCommand = (program, terminal) => {
  program
    .command('models')
    .option('--all', 'also the models that are not DeepSeek', false)
    .option('--json', 'print what the list_models tool gives', false)
    .action(async ({ all, json }: { all: boolean; json: boolean }) => {
      await using delegation = createDelegation(readConfig(terminal.environment));
      const { settings } = delegation.config;
      const models = describeModels(await delegation.listModels(terminal.signal), {
        all,
        settings,
      });
      if (json) return writeLine(terminal.stdout, JSON.stringify({ models, pricing: PRICING_URL }, null, 2));
      if (models.length === 0) return writeLine(terminal.stderr, noneListed(settings));
      const rows = models.map((model) => [
        model.id,
        model.default ? 'yes' : '',
        model.owned_by ?? '',
        model.use_when ?? '',
      ]);
      writeLine(terminal.stdout, formatTable(COLUMNS, rows, terminal.stdout));
      writeLine(terminal.stderr, `Pricing: ${PRICING_URL}`);
    });
};
