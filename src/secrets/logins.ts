import { ADDRESSES } from './logins/addresses.ts';
import { CALLS } from './logins/calls.ts';
import { COMMANDS } from './logins/commands.ts';
import { DIRECTIVES } from './logins/directives.ts';
import type { Origin } from './named-values.ts';
import type { Rule } from './scanner.ts';
import { isSecretValue } from './values/values.ts';

/** Passwords and keys where a program logs in, without a name before them. */
export const LOGIN_RULES = [...ADDRESSES, ...COMMANDS, ...DIRECTIVES, ...CALLS].map(
  ([kind, anchor, pattern, place]): Rule<Origin> => {
    // With the places of its groups.
    const placed = new RegExp(pattern.source, `${pattern.flags}d`);
    return {
      anchor,
      startsWord: false,
      look(text, at, { isExample }) {
        pattern.lastIndex = at;
        if (!pattern.test(text)) return undefined;
        placed.lastIndex = at;
        const groups = placed.exec(text)?.indices?.slice(1) ?? [];
        const secrets = groups
          // A group that took no part has no place.
          .filter((span): span is [number, number] => Array.isArray(span))
          .map(([start, end]) => ({ kind, start, end }))
          .filter(({ start, end }) => isSecretValue(text.slice(start, end), place, isExample));
        const [first] = secrets;
        return first && { secrets, next: Math.max(at + 1, first.start) };
      },
    };
  },
);
