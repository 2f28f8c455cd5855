import type { Json } from './task.ts';

/**
 * DeepSeek's prefix cache by its published rules (api-docs.deepseek.com/guides/kv_cache): a request is served from
 * the cache as far as it begins with a whole unit that is stored. Units are stored at the end of a request's input,
 * at the end of its output, and where two requests were seen to begin alike. Counts are steps of 64 tokens.
 */
export interface PrefixCache {
  /** The share of the input that is served from the cache: 0 to 1. */
  look(body: Json): number;
  /** Stores the units of a request whose answer has been sent. */
  store(body: Json, answer: string): void;
}

const STEP_TOKENS = 64;
const BYTES_PER_TOKEN = 4;
const STEP_BYTES = STEP_TOKENS * BYTES_PER_TOKEN;
/** Enough for a long exploration or a fan-out, and little enough for a soak. */
const MAX_UNITS = 600;
const MAX_PROMPTS = 100;

export function createPrefixCache(): PrefixCache {
  const units = new Set<string>();
  const prompts: string[] = [];
  const add = (unit: string) => {
    if (unit.length < STEP_BYTES) return;
    units.add(unit);
    const [oldest] = units;
    if (units.size > MAX_UNITS && oldest !== undefined) units.delete(oldest);
  };
  return {
    look(body) {
      const prompt = promptOf(body);
      let hit = 0;
      for (const unit of units) if (unit.length > hit && prompt.startsWith(unit)) hit = unit.length;
      return hit / prompt.length;
    },
    store(body, answer) {
      const prompt = promptOf(body);
      for (const other of prompts) {
        add(prompt.slice(0, commonLength(prompt, other)));
      }
      prompts.push(prompt);
      if (prompts.length > MAX_PROMPTS) prompts.shift();
      add(prompt);
      add(`${prompt}${turn({ role: 'assistant', content: answer })}`);
    },
  };
}

/** Tokens that are served from the cache. */
export function cachedTokens(share: number, inputTokens: number): number {
  const tokens = Math.floor(share * inputTokens);
  return tokens - (tokens % STEP_TOKENS);
}

/** All that is input, in the order in which the model reads it. */
function promptOf({ tools, system, systemInstruction, messages, contents }: Json): string {
  const turns = [messages, contents].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return [turn(tools), turn(system ?? systemInstruction), ...turns.map(turn)].join('');
}

function turn(value: unknown): string {
  return `${JSON.stringify(value) ?? ''}\n`;
}

/** How far both are the same, in whole steps. */
function commonLength(one: string, other: string): number {
  let length = 0;
  let step = one.slice(0, STEP_BYTES);
  while (step.length === STEP_BYTES && other.startsWith(step, length)) {
    length += STEP_BYTES;
    step = one.slice(length, length + STEP_BYTES);
  }
  return length;
}
