/** What an agent does next, in words that every client has a tool for. */
export type Action =
  | { readonly do: 'read'; readonly path: string; readonly from?: number; readonly lines?: number }
  | { readonly do: 'search'; readonly pattern: string; readonly path: string }
  | { readonly do: 'list'; readonly folder: string; readonly name: string }
  | { readonly do: 'edit'; readonly path: string; readonly changes: readonly Change[] }
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  | { readonly do: 'run'; readonly command: string }
  | { readonly do: 'delegate'; readonly tool: string; readonly arguments: object };

/** Whole lines, and what they become. */
export interface Change {
  readonly before: string;
  readonly after: string;
}

/** The part of the caller's model: rounds of actions taken at once, then a last word. */
export interface Script {
  readonly rounds: readonly (readonly Action[])[];
  /** From all that the tools have answered. */
  readonly lastWord: (seen: string) => string;
}

/** One answer of the caller's model. */
export type Turn =
  | { readonly kind: 'actions'; readonly actions: readonly Action[] }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Plays a script. A run that is handed back as RUNNING is waited for with further calls, as its receipt says.
 *
 * @returns What comes next, from the results of the latest round and from all.
 */
export function createPlayer({ rounds, lastWord }: Script): (latest: string, seen: string) => Turn {
  let position = 0;
  return (latest, seen) => {
    const runId = /\[RUNNING[^\]]*\{\\?"run_id\\?":\\?"(r_[\w-]+)/.exec(latest)?.[1];
    if (runId !== undefined) {
      const wait: Action = { do: 'delegate', tool: 'deepseek_stream', arguments: { run_id: runId } };
      return { kind: 'actions', actions: [wait] };
    }
    const actions = rounds[position];
    position += 1;
    return actions ? { kind: 'actions', actions } : { kind: 'text', text: lastWord(seen) };
  };
}
