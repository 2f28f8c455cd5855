import { once } from 'node:events';
import { Option } from 'commander';
import { DelegateError } from '../../errors.ts';
import { FAULTS, startSandbox, type FaultName, type Sandbox } from '../../sandbox/sandbox.ts';
import { commandName } from '../../command-name.ts';
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
    .option('--tps <number>', 'tokens per second (default: no limit)', wholeNumber(1, 1_000_000))
    .addOption(new Option('--fault <name>', 'play a fault on every completion').choices(faultNames))
    .option('--fault-times <number>', 'play it on the first N completions only', wholeNumber(1, 1_000_000))
    .addHelpText('after', faultHelp())
    .action(async (flags: SandboxFlags) => {
      const sandbox = await start(flags);
      const { stdout, stderr, signal } = terminal;
      writeLine(stdout, sandbox.url);
      writeLine(stderr, 'The sandbox runs until you press Ctrl-C. No model answers: the text is computed.');
      writeLine(stderr, 'In another terminal:');
      writeLine(stderr, `  export RUNAPI_API_KEY=${flags.key ? '…' : 'any'} RUNAPI_BASE_URL=${sandbox.url}`);
      writeLine(stderr, `  ${commandName()} chat "Hello"`);
      if (!signal.aborted) await once(signal, 'abort');
      await sandbox.close();
    });
};

async function start(flags: SandboxFlags): Promise<Sandbox> {
  try {
    return await startSandbox({
      port: flags.port,
      timeToFirstTokenMs: flags.ttft,
      ...(flags.key !== undefined && { apiKey: flags.key }),
      ...(flags.tps !== undefined && { tokensPerSecond: flags.tps }),
      ...(flags.fault !== undefined && { fault: flags.fault }),
      ...(flags.faultTimes !== undefined && { faultTimes: flags.faultTimes }),
    });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    const problem = code === 'EACCES' ? 'needs more rights than this user has' : 'is in use';
    throw new DelegateError(
      'input',
      `Port ${flags.port} on 127.0.0.1 ${problem}.`,
      'Choose another --port, or omit it to use a free one.',
      { cause },
    );
  }
}

function faultHelp(): string {
  const lines = Object.entries(FAULTS).map(([name, description]) => `  ${name.padEnd(24)} ${description}`);
  const command = commandName();
  return `
Faults, by --fault, by the header x-sandbox-fault, or in the model id (deepseek-v4-flash@NAME):
${lines.join('\n')}

Examples:
  $ ${command} sandbox --port 8080 --tps 50
  $ ${command} sandbox --fault end-without-finish`;
}
