import { once } from 'node:events';
import { Option } from 'commander';
import { FAULTS, startSandbox, type FaultName } from '../../sandbox/sandbox.ts';
import { wholeNumber } from '../options/whole-number.ts';
import type { AddCommand } from '../add-command.ts';
import { writeLine } from '../terminal/terminal.ts';

interface SandboxFlags {
  port: number;
  key?: string;
  ttft: number;
  tps?: number;
  fault?: FaultName;
  faultTimes?: number;
}

export const addSandboxCommand: AddCommand = (program, terminal) => {
  const faultNames = Object.keys(FAULTS) as FaultName[];
  program
    .command('sandbox')
    .option('--port <number>', 'port on 127.0.0.1; 0 is a free one', wholeNumber(0, 65_535), 0)
    .option('--key <key>', 'the only key to accept (default: any)')
    .option('--ttft <ms>', 'time to the first token, in milliseconds', wholeNumber(0, 3_600_000), 300)
    .option(
      '--tps <number>',
      'tokens per second (default: as fast as they are read)',
      wholeNumber(1, 1_000_000),
    )
    .addOption(new Option('--fault <name>', 'play a fault on every completion').choices(faultNames))
    .option('--fault-times <number>', 'only on the first N completions', wholeNumber(1, 1_000_000))
    .addHelpText('after', faultHelp())
    .action(async (flags: SandboxFlags) => {
      const sandbox = await startSandbox({
        port: flags.port,
        timeToFirstTokenMs: flags.ttft,
        ...(flags.key !== undefined && { apiKey: flags.key }),
        ...(flags.tps !== undefined && { tokensPerSecond: flags.tps }),
        ...(flags.fault !== undefined && { fault: flags.fault }),
        ...(flags.faultTimes !== undefined && { faultTimes: flags.faultTimes }),
      });
      writeLine(terminal.stdout, sandbox.url);
      writeLine(
        terminal.stderr,
        `The sandbox runs until it is interrupted. It is no model: answers say that they are its own.`,
      );
      writeLine(
        terminal.stderr,
        `In another terminal:\n  export RUNAPI_API_KEY=${flags.key ? '…' : 'any'} RUNAPI_BASE_URL=${sandbox.url}`,
      );
      writeLine(terminal.stderr, '  runapi-deepseek chat "Hello"');
      if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
      await sandbox.close();
    });
};

function faultHelp(): string {
  const lines = Object.entries(FAULTS).map(([name, description]) => `  ${name.padEnd(24)} ${description}`);
  return `
Faults, by --fault, by the header x-sandbox-fault, or in the model id (deepseek-v4-flash@NAME):
${lines.join('\n')}

Examples:
  $ runapi-deepseek sandbox --port 8080 --tps 50
  $ runapi-deepseek sandbox --fault end-without-finish`;
}
