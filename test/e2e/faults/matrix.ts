import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { write } from '../../support/files.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { sandboxEnvironment, spawnServer, TEST_KEY } from '../../support/server.ts';
import { conditionsOf, type Cell } from './cells.ts';
import { findExpectation, readExpectations, type Expectation } from './expectations.ts';
import { play, sentText, type Played } from './play.ts';

export interface CellResult {
  cell: Cell;
  played: Played;
  /** What is not as docs/faults.md says. */
  mismatches: string[];
}

/** Faults that are played with little patience. The others must not meet it: a busy machine is silent for long. */
const IS_SILENT = /^(?:stall|comments)-/;
/** Silence of this long is a stall then; the sandbox's comments go on for longer. */
const IDLE_TIMEOUT_SECONDS = 6;
const COMMENTS_FOR_MS = 9000;
/** Most cells wait for a retry; the two cores are busy with the others. Those that wait for silence are played beside them. */
const CELLS_AT_ONCE = 16;

/** Plays cells with the built server, and with the built command where they say so. */
export async function playMatrix(
  given: readonly Cell[],
  onResult: (result: CellResult) => void = () => undefined,
): Promise<CellResult[]> {
  const expectations = await readExpectations();
  await using folder = await temporaryFolder();
  await using sandbox = await startSandbox({ commentsForMs: COMMENTS_FOR_MS });
  write(folder.path, { 'notes.txt': 'This cell tells what arrived, in 60 words.\n' });
  const environment = sandboxEnvironment(sandbox, {
    DEEPSEEK_ROOTS: folder.path,
    // Whole answers are compared, the one in a huge line among them.
    DEEPSEEK_MAX_INLINE_CHARS: '10000000',
    DEEPSEEK_EXPLORE_ROUNDS: '4',
    DEEPSEEK_CHECK_TEST: '! grep -rq Misspelt .',
  });
  const impatient = { ...environment, DEEPSEEK_IDLE_TIMEOUT_SECONDS: String(IDLE_TIMEOUT_SECONDS) };
  await using patientServer = await spawnServer(environment);
  await using impatientServer = await spawnServer(impatient);
  const optionsFor = ({ fault }: Cell) =>
    IS_SILENT.test(fault)
      ? { client: impatientServer.client, environment: impatient, root: folder.path }
      : { client: patientServer.client, environment, root: folder.path };
  const cells = [...given.entries()];
  const results: CellResult[] = [];
  const playOne = async ([index, cell]: [number, Cell]) => {
    const prompt = `Cell ${index}: tell what arrived in 60 words.`;
    const played = await play(cell, prompt, optionsFor(cell));
    const expected = findExpectation(expectations, cell.fault, conditionsOf(cell));
    const mismatches = compare(cell, played, { expected, sent: sentText(sandbox, prompt) });
    results[index] = { cell, played, mismatches };
    onResult(results[index]);
  };
  const busy = cells.filter(([, { fault }]) => !IS_SILENT.test(fault)).values();
  const work = async () => {
    for (const cell of busy) await playOne(cell);
  };
  await Promise.all([
    ...cells.filter(([, { fault }]) => IS_SILENT.test(fault)).map(playOne),
    ...Array.from({ length: CELLS_AT_ONCE }, work),
  ]);
  return results;
}

function compare(
  { wantsEdits }: Cell,
  { receipt, isError, exitCode, answer, shown, changedFiles }: Played,
  { expected, sent }: { expected: Expectation; sent: string },
): string[] {
  const isTold = !expected.words || shown.toLowerCase().includes(expected.words.toLowerCase());
  return [
    ...differ('status', receipt.status, expected.status),
    ...differ('error', isError, expected.isError),
    ...differ('attempts', receipt.attempts, expected.attempts),
    ...(exitCode === undefined ? [] : differ('exit code', exitCode, expected.exitCode)),
    ...(isTold ? [] : [`"${expected.words}" is not in: ${shown.slice(-200)}`]),
    ...differ('the key shown', shown.includes(TEST_KEY.slice(-4)), false),
    ...(wantsEdits
      ? // All files are changed, or none.
        differ('changed files', changedFiles, expected.kept === 'all' ? 2 : 0)
      : [
          // Whatever upstream sent is in the result, in every failure and without one.
          ...differ('the text', answer, sent),
          ...differ('something kept', answer !== '', expected.kept !== 'nothing'),
        ]),
  ];
}

function differ(what: string, is: unknown, promised: unknown): string[] {
  if (is === promised) return [];
  return [`${what} is ${String(is).slice(0, 80)}, promised ${String(promised).slice(0, 80)}`];
}
