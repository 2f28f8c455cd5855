import {
  startSandbox,
  type Exchange,
  type FaultName,
  type SandboxOptions,
} from '../../../src/sandbox/sandbox.ts';
import { readAnswer, type ReadAnswer } from '../../support/read-answer.ts';
import {
  onlyExchange,
  send,
  WIRES,
  type Ask,
  type Raw,
  type WireName,
} from '../../support/sandbox-client.ts';

/** How a fault can be asked for. */
export const WAYS = {
  'by option': (fault: FaultName): Way => ({ options: { fault }, ask: {} }),
  'by header': (fault: FaultName): Way => ({ options: {}, ask: { headers: { 'x-sandbox-fault': fault } } }),
  'by model': (fault: FaultName): Way => ({ options: {}, ask: { model: `deepseek-v4-pro@${fault}` } }),
};

interface Way {
  options: SandboxOptions;
  ask: Ask;
}

export interface Played {
  raw: Raw;
  /** `raw`, read. */
  answer: ReadAnswer;
  exchange: Exchange;
  /** The same question, answered without the fault. */
  whole: { raw: Raw; answer: ReadAnswer };
}

export const PROMPT = 'Tell what you got, in 40 words.';

/** Short enough to wait for a stall. */
const STALL_MS = 1000;
const COMMENTS_FOR_MS = 500;

/** Every wire in every way. */
export const EACH = WIRES.flatMap((wire) =>
  Object.keys(WAYS).map((way) => ({ wire, way: way as keyof typeof WAYS })),
);

/** Plays one fault against a client that looks at the bytes. */
export async function play(
  fault: FaultName,
  wire: WireName,
  way: keyof typeof WAYS = 'by option',
  given: Ask = {},
): Promise<Played> {
  const { options, ask } = WAYS[way](fault);
  await using faulty = await startSandbox({ commentsForMs: COMMENTS_FOR_MS, ...options });
  const asked = { prompt: PROMPT, ...given };
  const patience = fault.startsWith('stall') ? { patienceMs: STALL_MS } : {};
  const raw = await send(faulty.url, wire, { ...asked, ...patience, ...ask });
  return {
    raw,
    answer: readAnswer(wire, raw),
    exchange: onlyExchange(faulty.exchanges),
    whole: await playWhole(wire, asked),
  };
}

const wholeAnswers = new Map<string, Promise<Played['whole']>>();

/** A sandbox answers the same question in the same way, so each is asked once. */
function playWhole(wire: WireName, asked: Ask): Promise<Played['whole']> {
  const key = JSON.stringify([wire, asked]);
  const whole = wholeAnswers.get(key) ?? askSound(wire, asked);
  wholeAnswers.set(key, whole);
  return whole;
}

async function askSound(wire: WireName, asked: Ask): Promise<Played['whole']> {
  await using sound = await startSandbox();
  const raw = await send(sound.url, wire, asked);
  return { raw, answer: readAnswer(wire, raw) };
}
