import type { ChatEvent } from '../../chat/event.ts';

type Delta = Extract<ChatEvent, { type: 'text-delta' | 'reasoning-delta' }>;

/** Takes reasoning out of text that begins with it. */
export interface ThinkTags {
  /** @returns What is certain so far. */
  readonly push: (text: string) => Delta[];
  /** @returns What was held back. */
  readonly end: () => Delta[];
}

const NAMES = ['think', 'thinking', 'thought'] as const;
/** A tag at the start of a text: an opening one, or a closing one without it, which only ends nothing. */
const OPENS = new RegExp(`^\\s*<(/?)(${NAMES.join('|')})>\\s*`, 'i');
/** Most that is held back: an opening tag or a closing one, with some blanks around it. */
const MAX_HELD_CHARACTERS = 64;

/**
 * Models that are served without a reasoning parser write their reasoning between `<think>` and `</think>`
 * before the answer. Tags anywhere else are a part of the text.
 */
export function startThinkTags(): ThinkTags {
  let state: 'start' | 'reasoning' | 'gap' | 'text' = 'start';
  let held = '';
  let closing: RegExp | undefined;

  const push = (text: string): Delta[] => {
    if (state === 'text') return textDelta(text);
    held += text;
    if (state === 'start') {
      if (held.length < MAX_HELD_CHARACTERS && mayBecomeTag(held)) return [];
      const [opening = '', slash, name] = OPENS.exec(held) ?? [];
      if (!name) return leave();
      // Blanks after the tag may still come.
      if (held.length < MAX_HELD_CHARACTERS && opening.length === held.length) return [];
      held = held.slice(opening.length);
      closing = new RegExp(`</${name}>`, 'i');
      state = slash ? 'gap' : 'reasoning';
    }
    if (state === 'reasoning') {
      const closed = closing?.exec(held);
      if (!closed) {
        const kept = /\s*(?:<[^>]*)?$/.exec(held.slice(-MAX_HELD_CHARACTERS))?.[0].length ?? 0;
        const certain = held.slice(0, held.length - kept);
        held = held.slice(certain.length);
        return reasoningDelta(certain);
      }
      const reasoning = held.slice(0, closed.index).trimEnd();
      held = held.slice(closed.index + closed[0].length);
      state = 'gap';
      return [...reasoningDelta(reasoning), ...push('')];
    }
    held = held.trimStart();
    return held === '' ? [] : leave();
  };
  const leave = (): Delta[] => {
    const text = held;
    [held, state] = ['', 'text'];
    return textDelta(text);
  };

  return {
    push,
    end() {
      const isNothing = state === 'gap' || OPENS.test(held);
      const rest = state === 'reasoning' ? reasoningDelta(held) : textDelta(isNothing ? '' : held);
      [held, state] = ['', 'text'];
      return rest;
    },
  };
}

function mayBecomeTag(text: string): boolean {
  const begun = text.trimStart().toLowerCase();
  return NAMES.some((name) => `<${name}>`.startsWith(begun) || `</${name}>`.startsWith(begun));
}

function textDelta(text: string): Delta[] {
  return text === '' ? [] : [{ type: 'text-delta', text }];
}

function reasoningDelta(text: string): Delta[] {
  return text === '' ? [] : [{ type: 'reasoning-delta', text }];
}
