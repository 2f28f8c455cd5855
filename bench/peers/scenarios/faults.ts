import type { Cell } from '../comparison.ts';
import { LIMIT_MS, type Called } from '../session.ts';
import type { Ending } from '../upstream/script.ts';
import { hasFileWith } from '../world.ts';
import { SIGN } from './words.ts';
import { openStage, type Ready, type Scenario, type Stage } from './scenario.ts';

const TEXT = `The ${SIGN} walks over the bridge, and nobody in the town knows what it wants to find there.`;
const SAYS_SO =
  /incomplete|truncat|cut off|max.?tokens|token limit|\blength\b|partial|terminated|ended before|without a finish|stall|timed? ?out|overloaded/g;
const SLOW_MS = 5000;
const PROMPT = 'Tell me about the town.';

const FAULTS: readonly (readonly [measure: string, ending: Ending])[] = [
  ['the connection is lost in mid-answer', 'lost'],
  ['the stream ends without a finish reason', 'unfinished'],
  ['an error event in mid-answer', 'error-event'],
  ['silence in mid-answer', 'silent'],
  ['the answer is cut off by the token limit', 'length'],
];

/** What the caller gets where the model's answer breaks off. */
export const FAULT_SCENARIOS: readonly Scenario[] = FAULTS.map(([measure, ending]) => ({
  measure,
  async run(contender) {
    const usual = await usualWords(contender);
    await using stage = await openStage(contender, () => ({ text: TEXT, ending }));
    return judge(await stage.session.ask(contender.answer(PROMPT)), usual, stage);
  },
}));

const known = new Map<string, Promise<Set<string>>>();

/** Words that sound like a fault, and that the program uses of a whole answer too. */
function usualWords(contender: Ready): Promise<Set<string>> {
  const found = known.get(contender.name) ?? askForWhole(contender).then(wordsOfFault);
  known.set(contender.name, found);
  return found;
}

async function askForWhole(contender: Ready): Promise<string> {
  await using stage = await openStage(contender, () => ({ text: TEXT }));
  return (await stage.session.ask(contender.answer(PROMPT))).text;
}

function wordsOfFault(text: string): Set<string> {
  return new Set(text.toLowerCase().match(SAYS_SO));
}

/** Best: the caller is told, and has the text. Worst: a part passes for the whole. */
async function judge(called: Called, usual: ReadonlySet<string>, { upstream, world }: Stage): Promise<Cell> {
  const requests = upstream.exchanges.length > 1 ? `, ${upstream.exchanges.length} requests` : '';
  const seconds = Math.round(called.milliseconds / 1000);
  const time = called.milliseconds > SLOW_MS ? `, ${seconds} s` : '';
  if (!called.isDone) return { text: `no answer in ${LIMIT_MS / 1000} s${requests}`, rank: 4 };
  const isTold = called.isError || [...wordsOfFault(called.text)].some((word) => !usual.has(word));
  if (!isTold) return { text: `passes for complete${requests}${time}`, rank: 5 };
  const how = called.isError ? 'error' : 'reported';
  if (called.text.includes(SIGN)) return { text: `${how}, text kept${requests}${time}`, rank: 1 };
  const isOnDisk = await hasFileWith(world.home, SIGN);
  return isOnDisk
    ? { text: `${how}, text only in a file of its own${requests}${time}`, rank: 2 }
    : { text: `${how}, text lost${requests}${time}`, rank: 3 };
}
