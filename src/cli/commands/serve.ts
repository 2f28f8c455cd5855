import type { AddCommand } from '../add-command.ts';

export const addServeCommand: AddCommand = (program) => {
  program.command('serve').action(async () => {
    const { serve } = await import('../../mcp/serve.ts');
    serve();
  });
};
