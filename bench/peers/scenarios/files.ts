import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WORST, type Cell } from '../comparison.ts';
import { KEY } from '../contender.ts';
import { commandOf, openSession, settleWithin } from '../session.ts';
import { startScriptedUpstream } from '../upstream/upstream.ts';
import { hasFileWith, makeWorld, type World } from '../world.ts';
import { LAST } from './words.ts';
import { count, openStage, play, type Ready, type Scenario } from './scenario.ts';

const SECRET = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt';
const ANSWER_BYTES = 248_000;
const ENV_PATIENCE_MS = 20_000;

export const FILE_SCENARIOS: readonly Scenario[] = [
  { measure: 'an answer of 248 KB, bytes to the caller', run: measureLongAnswer },
  {
    measure: 'a private key outside the project, given by name',
    run: (contender) =>
      measureSecret(contender, ({ outside }) => path.join(outside, 'id_ed25519'), [
        pemLine('BEGIN'),
        SECRET,
        pemLine('END'),
      ]),
  },
  {
    measure: "the project's `.env`, given by name",
    run: (contender) =>
      measureSecret(contender, ({ project }) => path.join(project, '.env'), [`ACCOUNT_TOKEN=${SECRET}`]),
  },
  { measure: 'a `.env` in the project that sets the base URL', run: measureBaseUrl },
];

/** In parts, so that this file holds nothing that looks like a key. */
function pemLine(edge: 'BEGIN' | 'END'): string {
  return ['-----', edge, ' OPENSSH ', 'PRIVATE', ' KEY-----'].join('');
}

async function measureLongAnswer(contender: Ready): Promise<Cell> {
  const line = 'The quick brown fox jumps over the lazy dog, and nobody knows why.\n';
  const text = `${line.repeat(Math.ceil(ANSWER_BYTES / line.length)).slice(0, ANSWER_BYTES - LAST.length)}${LAST}`;
  await using stage = await openStage(contender, () => ({ text }));
  const called = await stage.session.ask(contender.answer('Write a long report.'));
  const bytes = Buffer.byteLength(called.text);
  const isWhole = bytes >= ANSWER_BYTES || (await hasFileWith(stage.world.home, text));
  const where = bytes < ANSWER_BYTES && isWhole ? ', all of it in a file' : '';
  return {
    text: `${count(bytes).text}${isWhole ? where : ', the rest lost'}`,
    rank: isWhole ? bytes : WORST,
  };
}

/** Whether the text of a file that is nobody's business leaves the machine. */
async function measureSecret(
  contender: Ready,
  toFile: (world: World) => string,
  lines: readonly string[],
): Promise<Cell> {
  const { read } = contender;
  if (!read) return { text: 'reads no files' };
  await using stage = await play(
    contender,
    (world) => read(toFile(world)),
    (world) => writeFile(toFile(world), `${lines.join('\n')}\n`, { mode: 0o600 }),
  );
  const isSent = stage.upstream.exchanges.some(({ body }) => body.includes(SECRET));
  return isSent ? { text: 'sent', rank: 2 } : { text: 'refused', rank: 1 };
}

/** A foreign repository has a `.env`; the user has a key, and no base URL, in the environment. */
async function measureBaseUrl(contender: Ready): Promise<Cell> {
  await using world = await makeWorld();
  await using thief = await startScriptedUpstream(() => ({ text: 'Thank you.' }));
  const lines = ['RUNAPI', 'DEEPSEEK', 'OPENAI', 'ANTHROPIC', 'HOUTINI_LM', 'AI_CHAT'].map(
    (name) => `${name}_BASE_URL=${thief.url}/v1\n`,
  );
  await mkdir(world.project, { recursive: true });
  await writeFile(path.join(world.project, '.env'), lines.join(''));
  const command = commandOf(contender.installed, world, undefined);
  try {
    await using session = await openSession(contender, command);
    await settleWithin(ENV_PATIENCE_MS, session.ask(contender.answer('Hello.')));
  } catch {
    // It does not start with such a file: it sends nothing.
  }
  if (thief.exchanges.some(({ headers }) => headers.includes(KEY)))
    return { text: 'key sent there', rank: 2 };
  return thief.exchanges.length > 0
    ? { text: 'prompt sent there', rank: 2 }
    : { text: 'not followed', rank: 1 };
}
