import { commandName } from '../../command-name.ts';
import type { ErrorKind, Voices } from '../../errors.ts';

interface AdviceContext {
  /** Where the key was read from. */
  readonly keySource: string;
  /** Fields of the request that RunAPI has not verified for DeepSeek. */
  readonly unverifiedFields: readonly string[];
}

export const AGAIN: Voices = {
  agent: 'Send the request again; if it happens again, tell the user.',
  person: 'Try again in a moment.',
};

const SILENCE_LIMIT = 'DEEPSEEK_IDLE_TIMEOUT_SECONDS sets how long silence may last.';
export const AGAIN_AFTER_SILENCE: Voices = {
  agent: `${AGAIN.agent} ${SILENCE_LIMIT}`,
  person: `${AGAIN.person} ${SILENCE_LIMIT}`,
};

/** What to do about an error of this kind, by an agent and by a person at the command line. */
export function adviceFor(kind: ErrorKind, { keySource, unverifiedFields }: AdviceContext): Voices {
  if (kind === 'authentication') {
    const check = `check the key in ${keySource} (keys: https://runapi.ai/api_keys)`;
    return {
      agent: `Ask the user to ${check} and to restart the server. Do not retry.`,
      person: `C${check.slice(1)}.`,
    };
  }
  if (kind === 'invalid-request' && unverifiedFields.length > 0) {
    const carried = `The request carried ${unverifiedFields.join(', ')}: outside the subset that RunAPI has verified for DeepSeek (text; one function on deepseek-v4-flash, without tool_choice).`;
    return {
      agent: `${carried} If the refusal is about that, call again without it.`,
      person: `${carried} If the refusal is about that, omit it.`,
    };
  }
  return ADVICE[kind] ?? AGAIN;
}

const ADVICE: Partial<Record<ErrorKind, Voices>> = {
  credits: {
    agent: 'Ask the user to add credits at https://runapi.ai. Do not retry.',
    person: 'Add credits at https://runapi.ai.',
  },
  'rate-limit': {
    agent: 'Wait that long, or a minute where no time is given, then call again with fewer calls at once.',
    person:
      'Wait that long, or a minute where no time is given, and try again. DEEPSEEK_CONCURRENCY sets how many requests `map` sends at once.',
  },
  'context-too-long': {
    agent: 'Send less text, or split the task into several calls.',
    person: 'Send less text, or split the task.',
  },
  'invalid-request': {
    agent: 'Correct what the message names and call again; list_models gives the model ids.',
    person: `Correct what the message names; "${commandName()} models" lists the model ids.`,
  },
};
