import { DelegateError, EXIT_CODES } from '../../errors.ts';
import { checkAll, type Check } from '../doctor/checks.ts';
import { checkClients } from '../doctor/clients.ts';
import type { AddCommand } from '../add-command.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

const MARKS: Readonly<Record<Check['state'], string>> = { ok: 'ok  ', warning: 'warn', failed: 'FAIL' };

export const addDoctorCommand: AddCommand = (program, terminal, finish) => {
  program
    .command('doctor')
    .addHelpText(
      'after',
      '\nEach protocol is checked by one completion of a few tokens, which the account pays for.',
    )
    .action(async () => {
      const failures: Check[] = [];
      for await (const check of checkEverything(terminal)) {
        writeLine(terminal.stdout, `${MARKS[check.state]}  ${check.name}: ${check.finding}`);
        if (check.next) writeLine(terminal.stdout, `      -> ${check.next}`);
        if (check.state === 'failed') failures.push(check);
      }
      writeLine(
        terminal.stdout,
        failures.length > 0 ? `\n${failures.length} to be mended.` : '\nAll that is needed is well.',
      );
      const [first] = failures;
      if (first) finish(first.error instanceof DelegateError ? EXIT_CODES[first.error.kind] : 1);
    });
};

async function* checkEverything(terminal: Terminal): AsyncGenerator<Check, void, void> {
  yield* checkAll(terminal);
  yield* checkClients(terminal);
}
