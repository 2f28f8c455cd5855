import { setTimeout as sleep } from 'node:timers/promises';
import { WORST, type Cell } from '../comparison.ts';
import { openSession, settleWithin, type Session } from '../session.ts';
import { hasFileWith } from '../world.ts';
import { LAST, SIGN } from './words.ts';
import { count, openStage, UNABLE, type Ready, type Scenario, type Stage } from './scenario.ts';

const ENDLESS = () => ({ text: `The ${SIGN} walks`, ending: 'endless' }) as const;
const PATIENCE_MS = 10_000;
/** Until the answer is under way. */
const UNDER_WAY_MS = 500;
const START_MS = 20_000;

/** How soon upstream is free again, and so no longer paid, after the caller has gone. */
export const STOP_SCENARIOS: readonly Scenario[] = [
  {
    measure: 'a cancel ends the request upstream',
    run: (contender) => measureStop(contender, (session) => session.cancel()),
  },
  {
    measure: 'the end of stdin ends the request upstream',
    run: async (contender) =>
      contender.kind === 'agent' ? UNABLE : measureStop(contender, (session) => session.endInput()),
  },
  { measure: 'the program is killed in mid-answer', run: measureKill },
  { measure: 'a detached run, its server killed', run: measureDetached },
];

async function measureStop(contender: Ready, stop: (session: Session) => void): Promise<Cell> {
  await using stage = await openStage(contender, ENDLESS);
  await begin(contender, stage);
  const [exchange] = stage.upstream.exchanges;
  const startedAt = performance.now();
  stop(stage.session);
  if (exchange) await settleWithin(PATIENCE_MS, exchange.closed);
  const leftAt = exchange?.leftAt;
  if (leftAt === undefined) return { text: `not within ${PATIENCE_MS / 1000} s`, rank: WORST };
  return {
    ...count(Math.max(1, Math.round(leftAt - startedAt)), 'ms'),
    rank: rankOfDelay(leftAt - startedAt),
  };
}

/** Nobody notices a tenth of a second. */
function rankOfDelay(milliseconds: number): number {
  return milliseconds < 100 ? 1 : Math.round(milliseconds);
}

async function measureKill(contender: Ready): Promise<Cell> {
  let isAgain = false;
  await using stage = await openStage(contender, () =>
    isAgain ? { text: ' home, and that is the end of it.' } : ENDLESS(),
  );
  await begin(contender, stage);
  stage.session.kill();
  await sleep(UNDER_WAY_MS);
  isAgain = true;
  if (contender.recover) {
    const task = await contender.recover(stage.command);
    await using later = await openSession(contender, stage.command);
    const { text, isError } = await later.ask(task);
    if (!isError && text.includes(SIGN) && text.includes('the end of it'))
      return { text: 'text kept, resumed to its end', rank: 1 };
  }
  return (await hasFileWith(stage.world.home, SIGN))
    ? { text: 'text in a file of its own', rank: 2 }
    : { text: 'text lost', rank: 3 };
}

const LONG = `The ${SIGN} walks ${Array.from({ length: 400 }, (_, word) => `on${word}`).join(' ')} ${LAST}`;

/** The answer takes some seconds, and the server is killed in the middle of it. */
async function measureDetached(contender: Ready): Promise<Cell> {
  const { detach } = contender;
  if (!detach) return UNABLE;
  await using stage = await openStage(contender, () => ({ text: LONG, ending: 'paced' }));
  const { text: answer } = await stage.session.ask(detach.task);
  await isUnderWay(stage);
  stage.session.kill();
  const [exchange] = stage.upstream.exchanges;
  if (exchange) await settleWithin(PATIENCE_MS, exchange.closed);
  await sleep(2 * UNDER_WAY_MS);
  await using later = await openSession(contender, stage.command);
  const { text } = await later.ask(detach.collect(answer));
  return text.includes(LAST) ? { text: 'whole text', rank: 1 } : { text: 'text lost', rank: 3 };
}

async function begin(contender: Ready, stage: Stage): Promise<void> {
  void stage.session.ask(contender.answer('Tell me about the town.'));
  await isUnderWay(stage);
}

async function isUnderWay({ upstream }: Stage): Promise<void> {
  const until = performance.now() + START_MS;
  while (upstream.exchanges.length === 0) {
    if (performance.now() > until) throw new Error('it asked nothing');
    await sleep(20);
  }
  await sleep(UNDER_WAY_MS);
}
