import type { AddCommand } from '../program.ts';

export const addServeCommand: AddCommand = (program) => {
  program
    .command('serve')
    .description('MCP server on stdin and stdout (also what runs without a command when stdin is a pipe)')
    .action(async () => {
      const { serve } = await import('../../mcp/serve.ts');
      serve();
    });
};
