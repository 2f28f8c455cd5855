import { DelegateError, EXIT_CODES } from '../../errors.ts';
import type { AddCommand } from '../add-command.ts';
import type { Check, PendingCheck } from '../doctor/check.ts';
import { checkAll, type CheckOptions } from '../doctor/checks.ts';
import { createSpinner } from '../terminal/spinner.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

const MARKS: Readonly<Record<Check['state'], string>> = { ok: 'ok  ', warning: 'warn', failed: 'FAIL' };
/** Who waits for longer wants to know for what. */
const PATIENCE_MS = 2000;

export const addDoctorCommand: AddCommand = (program, terminal, finish) => {
  program
    .command('doctor')
    .option('--explore', 'also check that DeepSeek can explore: two rounds of a function call')
    .addHelpText(
      'after',
      '\nEach protocol is checked by one completion of a few tokens, which your account pays for.',
    )
    .action(async ({ explore = false }: { explore?: boolean }) =>
      finish(await doctor(terminal, { explore })),
    );
};

async function doctor(terminal: Terminal, options: CheckOptions): Promise<number> {
  const { stdout } = terminal;
  const failures: Check[] = [];
  for await (const pending of checkAll(terminal, options)) {
    const check = await waitFor(pending, terminal);
    writeLine(stdout, `${MARKS[check.state]}  ${check.name}: ${check.finding}`);
    if (check.next) writeLine(stdout, `      -> ${check.next}`);
    if (check.state === 'failed') failures.push(check);
  }
  const [first] = failures;
  writeLine(stdout, `\n${verdict(failures.length)}`);
  if (!first) return 0;
  return first.error instanceof DelegateError ? EXIT_CODES[first.error.kind] : 1;
}

function verdict(failures: number): string {
  if (failures === 0) return 'All required checks passed.';
  return failures === 1 ? '1 problem to fix.' : `${failures} problems to fix.`;
}

/** Says what is waited for: at once in a terminal, elsewhere once it takes long. */
async function waitFor({ name, check }: PendingCheck, { stderr }: Terminal): Promise<Check> {
  const startedAt = performance.now();
  const spinner = createSpinner(stderr);
  spinner.start(
    () => `${name} · waiting for an answer · ${Math.round((performance.now() - startedAt) / 1000)} s`,
  );
  const late = setTimeout(() => {
    if (!stderr.isTTY) writeLine(stderr, `${name}: still waiting for an answer`);
  }, PATIENCE_MS);
  try {
    return await check;
  } finally {
    clearTimeout(late);
    spinner.stop();
  }
}
